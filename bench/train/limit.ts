import type { Engine } from "../../lib/learn/engine/engine.js";

const PRODUCTS = 8;

/** GFLOPS in the product of two square float32 matrices: what a machine, or an engine, can do at best. */
export function measureLimit({ tf }: Engine, size: number): number {
  const matrix = tf.randomNormal([size, size], 0, 1, "float32", 1);
  const multiply = () => tf.tidy(() => tf.slice(tf.matMul(matrix, matrix), [0, 0], [1, 1]).dataSync());
  for (let count = 0; count < 2; count++) multiply();
  const began = performance.now();
  for (let count = 0; count < PRODUCTS; count++) multiply();
  const seconds = (performance.now() - began) / 1000;
  return (2 * size ** 3 * PRODUCTS) / seconds / 1e9;
}
