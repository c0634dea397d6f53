import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where a Keras training began: weights by full name ("hidden/kernel"), and rows in the order of its batches. */
export interface Exchange {
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly order: Int32Array;
}

/** Reads weights.json (names and lengths), weights.f32 and order.i32, little-endian. */
export function readExchange(folder: string): Exchange {
  const listed: readonly { readonly name: string; readonly length: number }[] = JSON.parse(
    readFileSync(join(folder, "weights.json"), "utf8"),
  );
  const values = new Float32Array(contentOf(join(folder, "weights.f32")));
  let start = 0;
  const weights = listed.map(({ name, length }) => {
    start += length;
    return [name, values.slice(start - length, start)] as const;
  });
  return { weights: new Map(weights), order: new Int32Array(contentOf(join(folder, "order.i32"))) };
}

function contentOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(path)).buffer;
}
