// The same computation on the WebAssembly engine and on TensorFlow.js's own CPU backend, which shares no code with it.
import { createRequire } from "node:module";
import { expect } from "vitest";
import { openEngine, type Tensor, type Tf } from "../../../../lib/learn/engine/engine.js";
import { type Random, random } from "../../../../lib/learn/random.js";

export type Shape4D = [number, number, number, number];

/** The engine, with the CPU backend beside it. */
export async function openBoth(): Promise<Tf> {
  const { tf } = await openEngine({ name: "wasm", threads: 1 });
  createRequire(import.meta.url)("@tensorflow/tfjs-backend-cpu");
  return tf;
}

/** Shapes and values, one after another on each backend: all tensors are to be made inside `compute`. */
export async function expectAgreement(tf: Tf, compute: () => Tensor[], tolerance = 1e-5): Promise<void> {
  const ours = await on(tf, "wasm", compute);
  const theirs = await on(tf, "cpu", compute);
  expect(ours.map(({ shape }) => shape)).toEqual(theirs.map(({ shape }) => shape));
  ours.forEach(({ values }, index) => {
    const wanted = theirs[index]!.values;
    // A few float32 roundings of the largest value.
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    const worst = wanted.reduce((most, value, at) => Math.max(most, distance(value, values[at]!)), 0);
    expect(worst / scale).toBeLessThan(tolerance);
  });
}

/** NaN equals NaN, an infinity itself, and neither anything else. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

async function on(tf: Tf, backend: "cpu" | "wasm", compute: () => Tensor[]) {
  await tf.setBackend(backend);
  const tensors = tf.tidy(compute);
  const results = tensors.map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() as Float32Array }));
  tf.dispose(tensors);
  await tf.setBackend("wasm");
  return results;
}

/** Numbers in −1…1; with `levels` whole ones in 0…levels − 1, of which many are equal. */
export function numbers(shape: readonly number[], source: Random, levels?: number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, () =>
    levels === undefined ? source.next() * 2 - 1 : source.below(levels),
  );
}

/** Cases drawn by a seed of their own each, so that one can be run alone. */
export function drawCases<Case extends object>(
  name: string,
  count: number,
  draw: (source: Random) => Case,
): (Case & { readonly seed: number })[] {
  return Array.from({ length: count }, (_, seed) => ({ ...draw(random(name, seed)), seed }));
}

/** 1…most. */
export const upTo = (source: Random, most: number) => 1 + source.below(most);

export function oneOf<Value>(source: Random, values: readonly Value[]): Value {
  return values[source.below(values.length)]!;
}
