import { PipelineError } from "../../error.js";
import type { Checkpoint } from "../../step/declare.js";
import { batchOf, type Pictures, rowsAtOnce } from "../pictures.js";
import { random, shuffle } from "../random.js";
import { type Best, decodeCheckpoint, encodeCheckpoint, type Position } from "./checkpoint.js";
import type { LabelledBatch, Learner, Score } from "./learner.js";
import { learningRate, type Schedule } from "./schedule.js";

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
  readonly schedule: Schedule;
  /** Decides the order of the pictures in each epoch. */
  readonly seed: number;
  /** Stops after this many epochs in a row without a lower validation loss. Never, by default. */
  readonly patience?: number | undefined;
  /** Keeps the weights of the epoch with the lowest validation loss, the first of equals. True by default. */
  readonly restoreBest?: boolean;
  /** Where the training stands is kept here after each epoch, and when it is stopped; from here it goes on. */
  readonly checkpoint?: Checkpoint | undefined;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Milliseconds, for rates. */
  readonly now?: () => number;
}

export type TrainingEvent =
  /** A checkpoint was found: `epochs` are done, and `pictures` of all that are to be trained on. */
  | { readonly type: "resumed"; readonly epochs: number; readonly pictures: number }
  | ({ readonly type: "batch" } & BatchProgress)
  | { readonly type: "epoch"; readonly epoch: Epoch }
  | { readonly type: "stopped-early"; readonly epoch: number; readonly best: number };

export interface BatchProgress {
  /** 1 for the first. */
  readonly epoch: number;
  /** Pictures trained on so far, over all epochs. */
  readonly done: number;
  readonly total: number;
  /** Mean loss of this epoch's batches so far. */
  readonly loss: number;
  /** Accuracy on the validation share after the last full epoch. */
  readonly validationAccuracy: number | undefined;
  /** Since the training began here, validation included; undefined for the first batch. */
  readonly picturesPerSecond: number | undefined;
  /** Until the last epoch ends, at that rate. */
  readonly secondsLeft: number | undefined;
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
 * Trains a learner: sparse categorical cross-entropy over the pictures in a new order each epoch. Two trainings on the
 * same engine, CPU level and thread count end with the same bits, also where one was killed and went on from its
 * checkpoint. Fails with a `PipelineError` where the loss is no longer a finite number, and with the signal's reason
 * where it is aborted.
 */
export async function train(learner: Learner, data: TrainingData, options: TrainingOptions): Promise<readonly Epoch[]> {
  const clock = startClock(options);
  let position = await resume(learner, options);
  while (!isOver(position, options)) {
    position = await trainEpoch(learner, data, options, position, clock);
    position = await closeEpoch(learner, data, options, position);
    await options.checkpoint?.save(encodeCheckpoint(position, await learner.state()));
  }
  const { best, history } = position;
  if (best !== undefined && history.length < options.epochs) {
    options.onEvent?.({ type: "stopped-early", epoch: history.length, best: best.epoch });
  }
  if (best !== undefined && (options.restoreBest ?? true)) await learner.restore({ weights: best.weights });
  return history;
}

async function resume(learner: Learner, { checkpoint, batch, onEvent }: TrainingOptions): Promise<Position> {
  const bytes = await checkpoint?.load();
  if (bytes === undefined) return { history: [], batches: 0, loss: 0, right: 0, best: undefined };
  const { position, state } = decodeCheckpoint(bytes);
  await learner.restore(state);
  onEvent?.({ type: "resumed", epochs: position.history.length, pictures: position.batches * batch });
  return position;
}

function isOver({ history, best }: Position, { epochs, patience }: TrainingOptions): boolean {
  if (history.length >= epochs) return true;
  return patience !== undefined && best !== undefined && history.length - best.epoch >= patience;
}

/** Trains on the batches of an epoch that are not done yet. */
async function trainEpoch(
  learner: Learner,
  data: TrainingData,
  options: TrainingOptions,
  start: Position,
  clock: Clock,
): Promise<Position> {
  const { batch: size, schedule } = options;
  const epoch = start.history.length + 1;
  const order = shuffle(data.training.slice(), random("batches", options.seed, epoch));
  const perEpoch = Math.ceil(order.length / size);
  let position = start;
  while (position.batches < perEpoch) {
    await pause(learner, position, options);
    const rows = order.subarray(position.batches * size, (position.batches + 1) * size);
    const step = start.history.length * perEpoch + position.batches + 1;
    const rate = learningRate(schedule, step, options.epochs * perEpoch);
    const score = await learner.step(labelledBatch(data, rows), { step, rate });
    if (!Number.isFinite(score.loss)) throw divergence(epoch, rate);
    position = addBatch(position, score, rows.length);
    const done = Math.min(position.batches * size, order.length);
    options.onEvent?.({
      type: "batch",
      epoch,
      done: start.history.length * order.length + done,
      total: options.epochs * order.length,
      loss: position.loss / done,
      validationAccuracy: start.history.at(-1)?.validationAccuracy ?? undefined,
      ...clock(rows.length, (options.epochs - start.history.length) * order.length - done),
    });
  }
  return position;
}

function addBatch(position: Position, { loss, right }: Score, rows: number): Position {
  return {
    ...position,
    batches: position.batches + 1,
    loss: position.loss + loss * rows,
    right: position.right + right,
  };
}

/** Validates, and notes how the epoch went. */
async function closeEpoch(
  learner: Learner,
  data: TrainingData,
  options: TrainingOptions,
  position: Position,
): Promise<Position> {
  const { history, loss, right, best } = position;
  const count = data.training.length;
  const validated = await validate(learner, data, () => pause(learner, position, options));
  const epoch: Epoch = {
    epoch: history.length + 1,
    loss: loss / count,
    accuracy: right / count,
    validationLoss: validated?.loss ?? null,
    validationAccuracy: validated === undefined ? null : validated.right / data.validation.length,
  };
  options.onEvent?.({ type: "epoch", epoch });
  const isBest = validated !== undefined && (best === undefined || validated.loss < best.loss);
  const newBest: Best | undefined = isBest
    ? { epoch: epoch.epoch, loss: validated.loss, weights: await learner.weights() }
    : best;
  return { history: [...history, epoch], batches: 0, loss: 0, right: 0, best: newBest };
}

async function validate(
  learner: Learner,
  data: TrainingData,
  beforeBatch: () => Promise<void>,
): Promise<Score | undefined> {
  const { validation, pictures } = data;
  if (validation.length === 0) return undefined;
  const size = rowsAtOnce(pictures);
  let loss = 0;
  let right = 0;
  for (let start = 0; start < validation.length; start += size) {
    await beforeBatch();
    const rows = validation.subarray(start, start + size);
    const score = await learner.evaluate(labelledBatch(data, rows));
    loss += score.loss * rows.length;
    right += score.right;
  }
  return { loss: loss / validation.length, right };
}

function labelledBatch({ pictures, labels }: TrainingData, rows: Int32Array): LabelledBatch {
  return { ...batchOf(pictures, rows), labels: rows.map((row) => labels[row] ?? 0) };
}

/** Told how many pictures were just trained on and how many are left, says how fast it goes. */
type Clock = (rows: number, left: number) => Pick<BatchProgress, "picturesPerSecond" | "secondsLeft">;

function startClock({ now = () => performance.now() }: TrainingOptions): Clock {
  const began = now();
  let trained = 0;
  return (rows, left) => {
    trained += rows;
    const seconds = (now() - began) / 1000;
    const rate = seconds > 0 ? trained / seconds : undefined;
    return { picturesPerSecond: rate, secondsLeft: rate === undefined ? undefined : left / rate };
  };
}

/** Lets messages and timers through between batches; where they ask to stop, keeps a checkpoint and does so. */
async function pause(learner: Learner, position: Position, { signal, checkpoint }: TrainingOptions): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted !== true) return;
  await checkpoint?.save(encodeCheckpoint(position, await learner.state()));
  signal.throwIfAborted();
}

function divergence(epoch: number, rate: number): PipelineError {
  return new PipelineError({
    code: "training-diverged",
    message: `the loss is no longer a number in epoch ${epoch}, with a learning rate of ${rate}`,
    remedy: `Set a smaller learning_rate, such as ${Number((rate / 10).toPrecision(3))}.`,
  });
}
