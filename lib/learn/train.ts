import { PipelineError } from "../error.js";
import type { Engine, LayersModel, Optimizer, Scalar, Tensor2D, Variable } from "./engine/engine.js";
import { logitsOf } from "./network.js";
import { type Pictures, pictureBatch } from "./pictures.js";
import { random, shuffle } from "./random.js";

/** Rows of `pictures` by index, and the class of every row of `pictures`, in 0…classes−1. */
export interface TrainingData {
  readonly pictures: Pictures;
  readonly labels: Int32Array;
  readonly training: Int32Array;
  /** May be empty: then there is no validation, and the last weights are kept. */
  readonly validation: Int32Array;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** Pictures a step; an epoch's last batch holds what is left. */
  readonly batch: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Seeds the order of the pictures in each epoch. */
  readonly seed: number;
  /** Stops after this many epochs in a row without a lower validation loss. Never, by default. */
  readonly patience?: number | undefined;
  /** Keeps the weights of the epoch with the lowest validation loss, the first of equals. True by default. */
  readonly restoreBest?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingProgress {
  /** Pictures trained on so far, over all epochs. */
  readonly done: number;
  readonly total: number;
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean loss of this epoch's batches so far. */
  readonly loss: number;
  /** Accuracy on the validation share after the last full epoch. */
  readonly validationAccuracy: number | undefined;
}

/** Losses are mean cross-entropies in nats, accuracies in 0…1. */
export interface Epoch {
  readonly epoch: number;
  /** Means over the epoch's batches as they were trained on, so while the weights changed. */
  readonly loss: number;
  readonly accuracy: number;
  /** After the epoch; null without a validation share. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

/**
 * Trains a model in place: sparse categorical cross-entropy, Adam (β₁ 0.9, β₂ 0.999), the pictures' bytes scaled to 0…1,
 * in a new order each epoch. Two runs on the same engine and thread count end with the same bits. Fails with a
 * `PipelineError` where the loss is no longer a finite number, and with the signal's reason where it is aborted.
 */
export async function train(
  engine: Engine,
  model: LayersModel,
  data: TrainingData,
  options: TrainingOptions,
): Promise<Epoch[]> {
  const logits = logitsOf(engine, model);
  const optimizer = engine.tf.train.adam(options.learningRate);
  const history: Epoch[] = [];
  let best: Best | undefined;
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const trained = await trainEpoch(engine, logits, optimizer, data, options, history);
      const validated = await validate(engine, logits, data, options);
      history.push({ epoch, ...trained, ...validated });
      if (validated.validationLoss === null) continue;
      if (best === undefined || validated.validationLoss < best.loss) {
        best = { epoch, loss: validated.validationLoss, weights: await copyWeights(model) };
      }
      if (options.patience !== undefined && epoch - best.epoch >= options.patience) break;
    }
    if (best !== undefined && (options.restoreBest ?? true)) restoreWeights(engine, model, best.weights);
  } finally {
    optimizer.dispose();
  }
  return history;
}

interface Best {
  readonly epoch: number;
  readonly loss: number;
  readonly weights: readonly Float32Array[];
}

async function trainEpoch(
  engine: Engine,
  logits: LayersModel,
  optimizer: Optimizer,
  { pictures, labels, training }: TrainingData,
  options: TrainingOptions,
  history: readonly Epoch[],
): Promise<{ loss: number; accuracy: number }> {
  const epoch = history.length + 1;
  const order = shuffle(training.slice(), random("batches", options.seed, epoch));
  const sums = { loss: 0, right: 0 };
  for (let start = 0; start < order.length; start += options.batch) {
    await breathe(options.signal);
    const rows = order.subarray(start, start + options.batch);
    const { loss, right } = trainStep(engine, logits, optimizer, pictures, labels, rows);
    if (!Number.isFinite(loss)) throw divergence(epoch, options);
    sums.loss += loss * rows.length;
    sums.right += right;
    const done = start + rows.length;
    options.onProgress?.({
      done: history.length * order.length + done,
      total: options.epochs * order.length,
      epoch,
      loss: sums.loss / done,
      validationAccuracy: history.at(-1)?.validationAccuracy ?? undefined,
    });
  }
  return { loss: sums.loss / order.length, accuracy: sums.right / order.length };
}

function trainStep(
  engine: Engine,
  logits: LayersModel,
  optimizer: Optimizer,
  pictures: Pictures,
  labels: Int32Array,
  rows: Int32Array,
): { loss: number; right: number } {
  const { tf } = engine;
  return tf.tidy(() => {
    const x = pictureBatch(engine, pictures, rows);
    let outputs: Float32Array = new Float32Array();
    const variables = logits.trainableWeights.map((weight) => weight.read() as Variable);
    const loss = optimizer.minimize(
      () => {
        const y = logits.apply(x, { training: true }) as Tensor2D;
        outputs = y.dataSync() as Float32Array;
        return crossEntropy(engine, y, labels, rows);
      },
      true,
      variables,
    );
    return { loss: loss?.dataSync()[0] ?? Number.NaN, right: countRight(outputs, labels, rows) };
  });
}

/** Mean cross-entropy of the softmax of logits [n, classes] with the rows' classes. */
function crossEntropy({ tf }: Engine, logits: Tensor2D, labels: Int32Array, rows: Int32Array): Scalar {
  const wanted = tf.tensor1d(
    rows.map((row) => labels[row] ?? 0),
    "int32",
  );
  return tf.losses.softmaxCrossEntropy(tf.oneHot(wanted, logits.shape[1]), logits);
}

async function validate(
  engine: Engine,
  logits: LayersModel,
  { pictures, labels, validation }: TrainingData,
  options: TrainingOptions,
): Promise<{ validationLoss: number | null; validationAccuracy: number | null }> {
  if (validation.length === 0) return { validationLoss: null, validationAccuracy: null };
  const { tf } = engine;
  let loss = 0;
  let right = 0;
  for (let start = 0; start < validation.length; start += options.batch) {
    await breathe(options.signal);
    const rows = validation.subarray(start, start + options.batch);
    tf.tidy(() => {
      const outputs = logits.apply(pictureBatch(engine, pictures, rows)) as Tensor2D;
      loss += (crossEntropy(engine, outputs, labels, rows).dataSync()[0] ?? Number.NaN) * rows.length;
      right += countRight(outputs.dataSync() as Float32Array, labels, rows);
    });
  }
  return { validationLoss: loss / validation.length, validationAccuracy: right / validation.length };
}

/** How many rows have their largest output, the first of equals, at their class. */
function countRight(outputs: Float32Array, labels: Int32Array, rows: Int32Array): number {
  const classes = outputs.length / rows.length;
  let right = 0;
  rows.forEach((row, index) => {
    const scores = outputs.subarray(index * classes, (index + 1) * classes);
    if (scores.indexOf(Math.max(...scores)) === labels[row]) right++;
  });
  return right;
}

/** Lets messages and timers through between batches, and stops where the signal says so. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

async function copyWeights(model: LayersModel): Promise<Float32Array[]> {
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
  return weights.map((values) => Float32Array.from(values));
}

function restoreWeights({ tf }: Engine, model: LayersModel, weights: readonly Float32Array[]): void {
  const tensors = model.getWeights().map(({ shape }, index) => tf.tensor(weights[index] ?? [], shape));
  model.setWeights(tensors);
  tf.dispose(tensors);
}

function divergence(epoch: number, { learningRate }: TrainingOptions): PipelineError {
  return new PipelineError({
    code: "training-diverged",
    message: `the loss is no longer a number in epoch ${epoch}, with a learning rate of ${learningRate}`,
    remedy: `Set a smaller learning_rate, such as ${learningRate / 10}.`,
  });
}
