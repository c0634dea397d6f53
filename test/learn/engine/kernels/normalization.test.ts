import type { Tensor1D } from "@tensorflow/tfjs-core";
import { beforeAll, test } from "vitest";
import type { Tensor, Tensor4D, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const cases = drawCases("normalization", 20, (source) => ({
  shape: [upTo(source, 4), upTo(source, 7), upTo(source, 7), oneOf(source, [1, 3, 4, 8, 17])] as const,
}));

test.each(cases)("the gradients of a batch normalisation of $shape", async ({ seed, shape }) => {
  await expectAgreement(
    tf,
    () => {
      const source = random("normalization", seed);
      const values = (of: readonly number[]) => tf.tensor(numbers(of, source), [...of]);
      const channel = [shape[3]];
      const x = values(shape);
      const [mean, variance] = [values(channel), tf.add(tf.abs(values(channel)), 0.1)];
      const [offset, scale, dy] = [values(channel), values(channel), values(shape)];
      const apply = (...[a, b, c, d, e]: Tensor[]) =>
        tf.batchNorm(a as Tensor4D, b as Tensor1D, c as Tensor1D, d as Tensor1D, e as Tensor1D, 0.01);
      return [apply(x, mean, variance, offset, scale), ...tf.grads(apply)([x, mean, variance, offset, scale], dy)];
      // Sums of numbers of both signs may come close to 0.
    },
    1e-4,
  );
});

test("values of each pixel's own are left to TensorFlow.js", async () => {
  await expectAgreement(tf, () => {
    const source = random("own");
    const shape: [number, number, number, number] = [2, 3, 4, 5];
    const [x, own, scale] = [0, 1, 2].map(() => tf.tensor4d(numbers(shape, source), shape)) as [Tensor, Tensor, Tensor];
    const apply = (a: Tensor) =>
      tf.batchNorm(a as Tensor4D, own as Tensor4D, tf.abs(own) as Tensor4D, own as Tensor4D, scale as Tensor4D);
    return [tf.grad(apply)(x)];
  });
});
