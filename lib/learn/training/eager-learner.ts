import type { Engine, LayersModel, Scalar, Tensor2D, Tensor4D, Variable } from "../engine/engine.js";
import { explainEngineError } from "../engine/engine-error.js";
import { logitsLayer } from "../graph/network.js";
import type { Batch } from "../pictures.js";
import { random } from "../random.js";
import { setModelWeights, weightValues } from "../weights.js";
import { EagerOptimizer } from "./eager-optimizer.js";
import type { LabelledBatch, Learner, LearnerState, Predictor, Score, StepSettings } from "./learner.js";
import type { TrainingSetup } from "./open.js";

/** A learner that runs one of TensorFlow.js's operations after another, and works on the model's own weights. */
export class EagerLearner implements Learner {
  readonly #engine: Engine;
  readonly #model: LayersModel;
  readonly #logits: LayersModel;
  readonly #optimizer: EagerOptimizer;
  readonly #seed: number;

  constructor(engine: Engine, model: LayersModel, { optimizer, seed }: TrainingSetup) {
    this.#engine = engine;
    this.#model = model;
    this.#logits = logitsOf(engine, model);
    this.#optimizer = new EagerOptimizer(engine, optimizer, variablesOf(model));
    this.#seed = seed;
  }

  async step(batch: LabelledBatch, settings: StepSettings): Promise<Score> {
    const { tf } = this.#engine;
    this.#seedDropout(settings.step);
    return attempt(() =>
      tf.tidy(() => {
        const x = pictureTensor(this.#engine, batch);
        const variables = variablesOf(this.#model);
        let outputs = new Float32Array();
        const { value, grads } = tf.variableGrads(() => {
          const y = this.#logits.apply(x, { training: true }) as Tensor2D;
          outputs = y.dataSync() as Float32Array<ArrayBuffer>;
          return crossEntropy(this.#engine, y, batch.labels);
        }, variables);
        this.#optimizer.apply(
          variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)),
          settings,
        );
        return { loss: value.dataSync()[0] ?? Number.NaN, right: countRight(outputs, batch.labels) };
      }),
    );
  }

  async evaluate(batch: LabelledBatch): Promise<Score> {
    return attempt(() =>
      this.#engine.tf.tidy(() => {
        const outputs = this.#logits.apply(pictureTensor(this.#engine, batch)) as Tensor2D;
        const loss = crossEntropy(this.#engine, outputs, batch.labels).dataSync()[0] ?? Number.NaN;
        return { loss, right: countRight(outputs.dataSync() as Float32Array, batch.labels) };
      }),
    );
  }

  predict(batch: Batch): Promise<Float32Array> {
    return predict(this.#engine, this.#model, batch);
  }

  async state(): Promise<LearnerState> {
    return { weights: weightValues(this.#model), slots: this.#optimizer.slots() };
  }

  async weights(): Promise<readonly Float32Array[]> {
    return weightValues(this.#model);
  }

  async restore({ weights, slots }: Pick<LearnerState, "weights"> & Partial<LearnerState>): Promise<void> {
    setModelWeights(this.#engine, this.#model, weights);
    if (slots !== undefined) this.#optimizer.restore(slots);
  }

  async updateModel(): Promise<void> {}

  close(): void {
    this.#optimizer.close();
  }

  /** TensorFlow.js draws a dropout layer's mask from its seed alone: each step needs another one. */
  #seedDropout(step: number): void {
    for (const layer of this.#model.layers) {
      if (layer.getClassName() !== "Dropout") continue;
      Object.assign(layer, { seed: random("layer", this.#seed, layer.name, step).below(2 ** 31) });
    }
  }
}

/** The same for prediction alone. */
export function eagerPredictor(engine: Engine, model: LayersModel): Predictor {
  return { predict: (batch) => predict(engine, model, batch), close: () => undefined };
}

async function predict(engine: Engine, model: LayersModel, batch: Batch): Promise<Float32Array> {
  return attempt(() => {
    const output = engine.tf.tidy(() => model.apply(pictureTensor(engine, batch)) as Tensor2D);
    const probabilities = Float32Array.from(output.dataSync());
    output.dispose();
    return probabilities;
  });
}

function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw explainEngineError(error);
  }
}

/** The part of a network before its softmax, sharing its weights: pictures → logits, [n, classes]. */
function logitsOf({ tf }: Engine, model: LayersModel): LayersModel {
  return tf.model({ inputs: model.inputs, outputs: logitsLayer(model).output });
}

function variablesOf(model: LayersModel): Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as Variable);
}

function pictureTensor({ tf }: Engine, { rows, height, width, channels, pixels }: Batch): Tensor4D {
  return tf.tensor4d(pixels instanceof Uint8Array ? scale(pixels) : pixels, [rows, height, width, channels]);
}

/** Bytes divided by 255. */
function scale(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) values[index] = SCALED[bytes[index] ?? 0] ?? 0;
  return values;
}

/** Each byte times the float32 nearest to 1/255, as the compiled form computes it. */
const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte * Math.fround(1 / 255));

/** Mean cross-entropy of the softmax of logits [n, classes] with the rows' classes. */
function crossEntropy({ tf }: Engine, logits: Tensor2D, labels: Int32Array): Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(labels, "int32"), logits.shape[1]), logits);
}

/** How many rows have their largest output, the first of equals, at their class. */
function countRight(outputs: Float32Array, labels: Int32Array): number {
  const classes = outputs.length / labels.length;
  let right = 0;
  labels.forEach((label, row) => {
    const scores = outputs.subarray(row * classes, (row + 1) * classes);
    if (scores.indexOf(Math.max(...scores)) === label) right++;
  });
  return right;
}
