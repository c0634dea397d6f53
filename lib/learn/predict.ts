import { batchOf, type Pictures, rowsAtOnce } from "./pictures.js";
import type { Predictor } from "./training/learner.js";

export interface Predictions {
  readonly classes: number;
  /** Row by row, `classes` probabilities, which sum to 1. */
  readonly probabilities: Float32Array;
}

/** A network's probabilities for the pictures of some rows. */
export async function predict(
  predictor: Predictor,
  pictures: Pictures,
  rows: Int32Array,
  { batch = rowsAtOnce(pictures), signal }: { readonly batch?: number; readonly signal?: AbortSignal } = {},
): Promise<Predictions> {
  const parts: Float32Array[] = [];
  for (let start = 0; start < rows.length; start += batch) {
    signal?.throwIfAborted();
    parts.push(await predictor.predict(batchOf(pictures, rows.subarray(start, start + batch))));
  }
  const probabilities = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    probabilities.set(part, place);
    place += part.length;
  }
  return { classes: rows.length === 0 ? 0 : probabilities.length / rows.length, probabilities };
}

/** The most probable class of each row, the first of equals, and its probability. */
export function decide({ classes, probabilities }: Predictions): { predicted: number; confidence: number }[] {
  if (classes === 0) return [];
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    const confidence = Math.max(...scores);
    return { predicted: scores.indexOf(confidence), confidence };
  });
}
