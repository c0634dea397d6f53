import { PipelineError } from "../../error.js";
import type { Engine, LayersModel, TensorFlow } from "../engine/engine.js";
import type { PixelType } from "../pictures.js";
import { CompiledLearner, compiledPredictor } from "./compiled-learner.js";
import { EagerLearner, eagerPredictor } from "./eager-learner.js";
import type { Learner, Predictor } from "./learner.js";
import type { Optimizer } from "./optimizer.js";

export interface TrainingSetup {
  readonly optimizer: Optimizer;
  /** Decides what dropout drops. */
  readonly seed: number;
  /** What batches hold; bytes unless said. */
  readonly pixels?: PixelType;
}

/** Told once where a network can't be compiled, with the reason. */
export type OnEager = (reason: string) => void;

/**
 * Puts a model on an engine to train it: on the native engine compiled to one graph, if all its layers can be; else one
 * operation after another. The model's own weights change when `updateModel` is called, at the latest.
 */
export function openLearner(engine: Engine, model: LayersModel, setup: TrainingSetup, onEager?: OnEager): Learner {
  return compiledOrEager<Learner>(
    engine,
    (tensorflow) => new CompiledLearner(engine, tensorflow, model, setup),
    () => new EagerLearner(engine, model, setup),
    onEager,
  );
}

/** Puts a model on an engine to predict with it, in the same way. */
export function openPredictor(engine: Engine, model: LayersModel, onEager?: OnEager): Predictor {
  return compiledOrEager<Predictor>(
    engine,
    (tensorflow) => compiledPredictor(tensorflow, model),
    () => eagerPredictor(engine, model),
    onEager,
  );
}

function compiledOrEager<Form>(
  { tensorflow }: Engine,
  compiled: (tensorflow: TensorFlow) => Form,
  eager: () => Form,
  onEager: OnEager | undefined,
): Form {
  if (tensorflow === undefined) return eager();
  try {
    return compiled(tensorflow);
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== "not-compiled") throw error;
    onEager?.(`${error.message}, which has no compiled form: training goes one operation after another, and is slower`);
    return eager();
  }
}
