import type { Batch } from "../pictures.js";

/** A network on an engine, ready to predict. */
export interface Predictor {
  /** Row by row the probabilities of each class, which sum to 1. */
  predict(batch: Batch): Promise<Float32Array>;
  /** Gives back what it holds of the engine. */
  close(): void;
}

/** A network on an engine with its loss and optimiser. From equal states, equal steps end with the same bits. */
export interface Learner extends Predictor {
  /** Changes the weights once, by a batch's gradient. Fails with a `PipelineError` where memory runs out. */
  step(batch: LabelledBatch, settings: StepSettings): Promise<Score>;
  /** How well the network does on a batch as it stands. */
  evaluate(batch: LabelledBatch): Promise<Score>;
  /** A copy of everything that steps change. */
  state(): Promise<LearnerState>;
  /** A copy of the weights alone. */
  weights(): Promise<readonly Float32Array[]>;
  /** Goes back to a state, or to its weights alone. */
  restore(state: Pick<LearnerState, "weights"> & Partial<LearnerState>): Promise<void>;
  /** Gives the model that was opened the weights as they stand. */
  updateModel(): Promise<void>;
}

export interface LabelledBatch extends Batch {
  /** The class of each row, as an index among the network's outputs. */
  readonly labels: Int32Array;
}

export interface StepSettings {
  /** 1 for the first of the training. */
  readonly step: number;
  /** The learning rate. */
  readonly rate: number;
}

export interface Score {
  /** Mean cross-entropy over the batch, in nats. */
  readonly loss: number;
  /** How many rows have their largest output at their class. */
  readonly right: number;
}

export interface LearnerState {
  /** The network's weights, in the model's order. */
  readonly weights: readonly Float32Array[];
  /** What the optimiser keeps, weight by weight. */
  readonly slots: readonly Float32Array[];
}
