import type { Engine, LayersModel } from "./engine/engine.js";

/** Copies of a model's weights, in its order. */
export function weightValues(model: LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
}

/** Sets a model's weights, in its order. */
export function setModelWeights({ tf }: Engine, model: LayersModel, values: readonly Float32Array[]): void {
  const tensors = model.getWeights().map(({ shape }, index) => tf.tensor(values[index] ?? [], shape));
  model.setWeights(tensors);
  tf.dispose(tensors);
}
