import type { StoredModel } from "../artifact/model.js";
import type { Json } from "../digest.js";
import type { Engine, LayersModel } from "./engine/engine.js";

const FLOAT_BYTES = 4;

/** A model as it is stored: its topology, and its weights as little-endian float32, one after another. */
export async function saveModel(model: LayersModel, metadata: StoredModel["metadata"]): Promise<StoredModel> {
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  const weightSpecs = model.weights.map(({ originalName, shape }) => ({
    name: originalName,
    shape: shape.map(Number),
    dtype: "float32",
  }));
  const weights = new Uint8Array(values.reduce((sum, { length }) => sum + length * FLOAT_BYTES, 0));
  let start = 0;
  for (const floats of values) {
    weights.set(new Uint8Array(Float32Array.from(floats).buffer), start);
    start += floats.length * FLOAT_BYTES;
  }
  const modelTopology = JSON.parse(JSON.stringify(model.toJSON(null, false))) as Json;
  return { modelTopology, weightSpecs, weights, metadata };
}

/** The other way: a model that predicts on the given engine. */
export function restoreModel({ tf }: Engine, stored: StoredModel): Promise<LayersModel> {
  const { modelTopology, weightSpecs, weights } = stored;
  const artifacts = { modelTopology, weightSpecs, weightData: Uint8Array.from(weights).buffer };
  return tf.loadLayersModel(tf.io.fromMemory(artifacts as Parameters<typeof tf.io.fromMemory>[0]));
}
