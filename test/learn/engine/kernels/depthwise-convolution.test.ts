import { beforeAll, test } from "vitest";
import type { Tensor, Tensor4D, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, type Shape4D, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const convolutions = drawCases("depthwise", 50, (source) => {
  const filter: Shape4D = [
    upTo(source, 4),
    upTo(source, 4),
    oneOf(source, [1, 3, 4, 6, 9]),
    oneOf(source, [1, 1, 2, 3]),
  ];
  const input: Shape4D = [upTo(source, 4), filter[0] + source.below(8), filter[1] + source.below(8), filter[2]];
  const stride = upTo(source, 3);
  return { input, filter, stride, pad: oneOf(source, ["same", "valid"] as const) };
});

test.each(convolutions)("of $input by $filter, stride $stride, pad $pad", async (convolution) => {
  const { seed, input, filter, stride, pad } = convolution;
  await expectAgreement(tf, () => {
    const source = random("values", seed);
    const x = tf.tensor(numbers(input, source), input);
    const weights = tf.tensor(numbers(filter, source), filter);
    const apply = (a: Tensor, b: Tensor) => tf.depthwiseConv2d(a as Tensor4D, b as Tensor4D, stride, pad);
    const y = apply(x, weights);
    return [y, ...tf.grads(apply)([x, weights], tf.tensor(numbers(y.shape, source), y.shape))];
  });
});

test.each(convolutions.slice(0, 20))("with a bias and a relu: $input by $filter", async (convolution) => {
  const { seed, input, filter, stride, pad } = convolution;
  await expectAgreement(tf, () => {
    const source = random("fused", seed);
    const x = tf.tensor4d(numbers(input, source), input);
    const weights = tf.tensor4d(numbers(filter, source), filter);
    const bias = tf.tensor1d(numbers([filter[2] * filter[3]], source));
    const activation = oneOf(source, ["relu", "linear"] as const);
    return [tf.fused.depthwiseConv2d({ x, filter: weights, strides: stride, pad, bias, activation })];
  });
});

test("dilated", async () => {
  await expectAgreement(tf, () => {
    const source = random("dilated");
    const x = tf.tensor4d(numbers([2, 9, 11, 5], source), [2, 9, 11, 5]);
    const filter = tf.tensor4d(numbers([3, 3, 5, 1], source), [3, 3, 5, 1]);
    const pads = ["same", "valid"] as const;
    return pads.map((pad) => tf.depthwiseConv2d(x, filter, 1, pad, "NHWC", [2, 3]));
  });
});

test("a fused sigmoid is left to the stock kernel", async () => {
  await expectAgreement(tf, () => {
    const source = random("sigmoid");
    const x = tf.tensor4d(numbers([2, 9, 11, 5], source), [2, 9, 11, 5]);
    const filter = tf.tensor4d(numbers([3, 3, 5, 1], source), [3, 3, 5, 1]);
    return [tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: "same", activation: "sigmoid" })];
  });
});
