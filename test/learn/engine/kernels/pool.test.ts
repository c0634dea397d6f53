import { beforeAll, describe, expect, test } from "vitest";
import type { Tensor, Tensor4D, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, type Shape4D, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const pools = drawCases("pool", 60, (source) => {
  const window: [number, number] = [upTo(source, 3), upTo(source, 3)];
  const height = window[0] + source.below(8);
  const width = window[1] + source.below(8);
  const input: Shape4D = [upTo(source, 3), height, width, oneOf(source, [1, 3, 4, 5, 8, 11])];
  const strides: [number, number] = [upTo(source, 3), upTo(source, 3)];
  return { input, window, strides, pad: oneOf(source, ["same", "valid"] as const) };
});

// Few levels make ties; odd sizes leave windows cut off.
describe.each([3, undefined])("with %s levels", (levels) => {
  test.each(pools)("a max pool of $input, window $window, strides $strides, pad $pad", async (pool) => {
    const { seed, input, window, strides, pad } = pool;
    await expectAgreement(tf, () => {
      const source = random("values", seed);
      const x = tf.tensor4d(numbers(input, source, levels), input);
      const apply = (a: Tensor) => tf.maxPool(a as Tensor4D, window, strides, pad);
      const y = apply(x);
      return [y, tf.grad(apply)(x, tf.tensor(numbers(y.shape, source), y.shape))];
    });
  });
});

test.each(pools)("an average pool of $input, window $window, strides $strides, pad $pad", async (pool) => {
  const { seed, input, window, strides, pad } = pool;
  await expectAgreement(tf, () => {
    const source = random("values", seed);
    const x = tf.tensor4d(numbers(input, source), input);
    const apply = (a: Tensor) => tf.avgPool(a as Tensor4D, window, strides, pad);
    const y = apply(x);
    return [y, tf.grad(apply)(x, tf.tensor(numbers(y.shape, source), y.shape))];
  });
});

test("of equal values, the first gets the gradient, as in TensorFlow", () => {
  const gradient = tf.tidy(() => {
    const apply = (a: Tensor) => tf.maxPool(a as Tensor4D, 2, 2, "valid");
    return Array.from(
      tf
        .grad(apply)(tf.zeros([1, 4, 4, 1]))
        .dataSync(),
    );
  });
  expect(gradient).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
});

test("NaN is passed over, and a window of nothing else has no gradient", async () => {
  const values = [Number.NaN, 1, 2, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  for (const channels of [1, 4]) {
    await expectAgreement(tf, () => {
      const x = tf.tile(tf.tensor4d(values, [1, 2, 4, 1]), [1, 1, 1, channels]);
      const apply = (a: Tensor) => tf.maxPool(a as Tensor4D, 2, 2, "valid");
      return [apply(x), tf.grad(apply)(x)];
    });
  }
});
