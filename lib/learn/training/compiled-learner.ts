import type { Engine, LayersModel, TensorFlow } from "../engine/engine.js";
import {
  BETA1_POWER,
  BETA2_POWER,
  compileNetwork,
  EPSILON,
  EVALUATION,
  feedOf,
  LABELS,
  PIXELS,
  PROBABILITIES,
  RATE,
  restoredOf,
  STEP,
  TRAINING,
} from "../graph/compile.js";
import type { Output, Variable } from "../graph/graph.js";
import { type Feed, GraphSession } from "../graph/session.js";
import type { Batch } from "../pictures.js";
import { setModelWeights, weightValues } from "../weights.js";
import type { LabelledBatch, Learner, LearnerState, Predictor, Score, StepSettings } from "./learner.js";
import type { TrainingSetup } from "./open.js";
import { adamFactors } from "./optimizer.js";

/** A learner that is one TensorFlow graph, in a session that keeps its state. */
export class CompiledLearner implements Learner {
  readonly #engine: Engine;
  readonly #model: LayersModel;
  readonly #session: GraphSession;
  readonly #weights: readonly Variable[];
  readonly #slots: readonly Variable[];

  /** Fails with a `PipelineError` of the code "not-compiled" where the network has no compiled form. */
  constructor(engine: Engine, tensorflow: TensorFlow, model: LayersModel, setup: TrainingSetup) {
    const { nodes, weights, slots } = compileNetwork(model, setup, setup.pixels);
    this.#engine = engine;
    this.#model = model;
    this.#session = new GraphSession(tensorflow, nodes);
    this.#weights = weights;
    this.#slots = slots;
    this.#set(weights, weightValues(model));
    this.#set(
      slots,
      slots.map(({ shape }) => new Float32Array(shape.reduce((product, size) => product * size, 1))),
    );
  }

  async step(batch: LabelledBatch, { step, rate }: StepSettings): Promise<Score> {
    const factors = adamFactors(step, rate);
    const feeds = [
      ...batchFeeds(batch),
      { placeholder: STEP, shape: [], values: Int32Array.of(step) },
      scalar(RATE, rate),
      scalar(BETA1_POWER, factors.beta1Power),
      scalar(BETA2_POWER, factors.beta2Power),
      scalar(EPSILON, factors.epsilon),
    ];
    return this.#score(feeds, TRAINING);
  }

  async evaluate(batch: LabelledBatch): Promise<Score> {
    return this.#score(batchFeeds(batch), EVALUATION);
  }

  async predict(batch: Batch): Promise<Float32Array> {
    return predict(this.#session, batch);
  }

  async state(): Promise<LearnerState> {
    return { weights: this.#read(this.#weights), slots: this.#read(this.#slots) };
  }

  async weights(): Promise<readonly Float32Array[]> {
    return this.#read(this.#weights);
  }

  async restore({ weights, slots }: Pick<LearnerState, "weights"> & Partial<LearnerState>): Promise<void> {
    this.#set(this.#weights, weights);
    if (slots !== undefined) this.#set(this.#slots, slots);
  }

  async updateModel(): Promise<void> {
    setModelWeights(this.#engine, this.#model, await this.weights());
  }

  close(): void {
    this.#session.close();
  }

  #score(feeds: readonly Feed[], outputs: readonly Output[]): Score {
    const [loss, right] = this.#session.run(feeds, outputs);
    return { loss: loss?.[0] ?? Number.NaN, right: right?.[0] ?? 0 };
  }

  #read(variables: readonly Variable[]): Float32Array[] {
    return this.#session.run(
      [],
      variables.map((variable) => variable.value),
    ) as Float32Array[];
  }

  #set(variables: readonly Variable[], values: readonly Float32Array[]): void {
    setVariables(this.#session, variables, values);
  }
}

/** The same for prediction alone. */
export function compiledPredictor(tensorflow: TensorFlow, model: LayersModel): Predictor {
  const { nodes, weights } = compileNetwork(model, undefined);
  const session = new GraphSession(tensorflow, nodes);
  setVariables(session, weights, weightValues(model));
  return { predict: async (batch) => predict(session, batch), close: () => session.close() };
}

function predict(session: GraphSession, batch: Batch): Float32Array {
  const [probabilities] = session.run([pixelFeed(batch)], [PROBABILITIES]);
  return probabilities as Float32Array;
}

function setVariables(session: GraphSession, variables: readonly Variable[], values: readonly Float32Array[]): void {
  variables.forEach((variable, index) => {
    const feed = { placeholder: feedOf(variable), shape: variable.shape, values: values[index] ?? new Float32Array() };
    session.run([feed], [restoredOf(variable)]);
  });
}

function batchFeeds(batch: LabelledBatch): Feed[] {
  return [pixelFeed(batch), { placeholder: LABELS, shape: [batch.rows], values: batch.labels }];
}

function pixelFeed({ rows, height, width, channels, pixels }: Batch): Feed {
  return { placeholder: PIXELS, shape: [rows, height, width, channels], values: pixels };
}

function scalar(placeholder: string, value: number): Feed {
  return { placeholder, shape: [], values: Float32Array.of(value) };
}
