import type { Engine, LayersModel, Tensor2D } from "./engine/engine.js";
import { type Pictures, pictureBatch } from "./pictures.js";

export interface Predictions {
  readonly classes: number;
  /** Row by row, `classes` probabilities, which sum to 1. */
  readonly probabilities: Float32Array;
}

/** A model's probabilities for the pictures of some rows, computed `batch` pictures at a time. */
export async function predict(
  engine: Engine,
  model: LayersModel,
  pictures: Pictures,
  rows: Int32Array,
  { batch = 128, signal }: { readonly batch?: number; readonly signal?: AbortSignal } = {},
): Promise<Predictions> {
  const classes = Number(model.outputs[0]?.shape.at(-1));
  const probabilities = new Float32Array(rows.length * classes);
  for (let start = 0; start < rows.length; start += batch) {
    signal?.throwIfAborted();
    const output = engine.tf.tidy(() => {
      const x = pictureBatch(engine, pictures, rows.subarray(start, start + batch));
      return model.apply(x) as Tensor2D;
    });
    probabilities.set(await output.data(), start * classes);
    output.dispose();
  }
  return { classes, probabilities };
}

/** The most probable class of each row, the first of equals, and its probability. */
export function decide({ classes, probabilities }: Predictions): { predicted: number; confidence: number }[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    const confidence = Math.max(...scores);
    return { predicted: scores.indexOf(confidence), confidence };
  });
}
