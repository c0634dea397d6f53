import { beforeAll, describe, expect, test } from "vitest";
import type { Tensor, Tensor4D, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { nightly } from "../../../seed.js";
import { drawCases, expectAgreement, numbers, oneOf, openBoth, type Shape4D, upTo } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

const channels = [1, 2, 3, 4, 5, 8, 12, 16, 17];

const convolutions = drawCases("convolution", 60, (source) => {
  const filter: Shape4D = [upTo(source, 4), upTo(source, 4), oneOf(source, channels), oneOf(source, channels)];
  const input: Shape4D = [upTo(source, 4), filter[0] + source.below(9), filter[1] + source.below(9), filter[2]];
  const strides: [number, number] = oneOf(source, [
    [1, 1],
    [2, 2],
    [upTo(source, 3), upTo(source, 3)],
  ]);
  const pads = ["same", "same", "valid", 0, 1, "explicit"] as const;
  const drawn = oneOf(source, pads);
  // TensorFlow.js computes the output's size for a padding in numbers as if filter and strides were square.
  const isSquare = filter[0] === filter[1] && strides[0] === strides[1];
  const pad = typeof drawn === "number" && !isSquare ? ("same" as const) : drawn;
  return { input, filter, strides, pad };
});

/** Those that go by Winograd's filtering: enough channels, in eights; tiles that are no multiple of a block, or cut off. */
const filtered = drawCases("filtered", 30, (source) => {
  const filter: Shape4D = [3, 3, oneOf(source, [16, 24, 32]), oneOf(source, [16, 24, 40])];
  const input: Shape4D = [upTo(source, 4), 3 + source.below(12), 3 + source.below(12), filter[2]];
  return {
    input,
    filter,
    strides: [1, 1] as [number, number],
    pad: oneOf(source, ["same", "valid", 1, 2, "explicit"] as const),
  };
});

type Convolution = (typeof convolutions)[number] | (typeof filtered)[number];

/** Uneven zeros on each side. */
const explicit: [[number, number], [number, number], [number, number], [number, number]] = [
  [0, 0],
  [2, 1],
  [0, 1],
  [0, 0],
];

const padOf = ({ pad }: Convolution) => (pad === "explicit" ? explicit : pad);

function tensors({ seed, input, filter }: Convolution): [Tensor4D, Tensor4D] {
  const source = random("values", seed);
  return [tf.tensor4d(numbers(input, source), input), tf.tensor4d(numbers(filter, source), filter)];
}

describe("a convolution", () => {
  test.each([...convolutions, ...filtered])("of $input by $filter, strides $strides, pad $pad", async (convolution) => {
    await expectAgreement(tf, () => {
      const [x, filter] = tensors(convolution);
      return [tf.conv2d(x, filter, convolution.strides, padOf(convolution))];
    });
  });

  test.each([...convolutions, ...filtered])(
    "'s gradients, of $input by $filter, strides $strides, pad $pad",
    async (convolution) => {
      await expectAgreement(tf, () => {
        const [x, filter] = tensors(convolution);
        const apply = (a: Tensor, b: Tensor) =>
          tf.conv2d(a as Tensor4D, b as Tensor4D, convolution.strides, padOf(convolution));
        const { shape } = apply(x, filter);
        const dy = tf.tensor(numbers(shape, random("gradient", convolution.seed)), shape);
        return tf.grads(apply)([x, filter], dy);
      });
    },
  );

  test.each([...convolutions.slice(0, 20), ...filtered.slice(0, 5)])(
    "with a bias and a relu: $input by $filter",
    async (convolution) => {
      await expectAgreement(tf, () => {
        const [x, filter] = tensors(convolution);
        const bias = tf.tensor1d(numbers([convolution.filter[3]], random("bias", convolution.seed)));
        const { strides } = convolution;
        const activation = oneOf(random("activation", convolution.seed), ["relu", "linear"] as const);
        return [tf.fused.conv2d({ x, filter, strides, pad: padOf(convolution), bias, activation })];
      });
    },
  );

  test.each([1, 2, 3])("dilated by %i", async (dilation) => {
    await expectAgreement(tf, () => {
      const source = random("dilated", dilation);
      const x = tf.tensor4d(numbers([2, 11, 12, 3], source), [2, 11, 12, 3]);
      const filter = tf.tensor4d(numbers([3, 2, 3, 5], source), [3, 2, 3, 5]);
      const pads = ["same", "valid"] as const;
      return pads.map((pad) => tf.conv2d(x, filter, 1, pad, "NHWC", [dilation, 3]));
    });
  });

  nightly("of the sizes that article-cnn trains on, with remainders of a batch", async () => {
    for (const [pictures, height, width, inChannels, outChannels] of [
      [5, 28, 28, 1, 32],
      [3, 14, 14, 32, 64],
      [7, 7, 7, 64, 128],
      [1, 33, 60, 3, 32],
    ] as const) {
      await expectAgreement(tf, () => {
        const source = random("article", height);
        const input: Shape4D = [pictures, height, width, inChannels];
        const filterShape: Shape4D = [3, 3, inChannels, outChannels];
        const output: Shape4D = [pictures, height, width, outChannels];
        const [x, filter] = [
          tf.tensor4d(numbers(input, source), input),
          tf.tensor(numbers(filterShape, source), filterShape),
        ];
        const apply = (a: Tensor, b: Tensor) => tf.conv2d(a as Tensor4D, b as Tensor4D, 1, "same");
        return [apply(x, filter), ...tf.grads(apply)([x, filter], tf.tensor(numbers(output, source), output))];
      });
    }
  });
});

test.each([3, 16])("a picture of %i channels gives the same bits alone as in a batch", (inChannels) => {
  tf.tidy(() => {
    const source = random("alone", inChannels);
    const [shape, filterShape]: [Shape4D, Shape4D] = [
      [5, 9, 7, inChannels],
      [3, 3, inChannels, 24],
    ];
    const x = tf.tensor4d(numbers(shape, source), shape);
    const filter = tf.tensor4d(numbers(filterShape, source), filterShape);
    const together = tf.conv2d(x, filter, 1, "same");
    for (let picture = 0; picture < shape[0]; picture++) {
      const alone = tf.conv2d(tf.slice(x, [picture], [1]), filter, 1, "same");
      expect(alone.dataSync()).toEqual(tf.slice(together, [picture], [1]).dataSync());
    }
  });
});

describe("left to the stock kernel", () => {
  test.each(["elu", "relu6", "sigmoid", "prelu", "leakyrelu"] as const)("is a fused %s", async (activation) => {
    await expectAgreement(tf, () => {
      const source = random(activation);
      const x = tf.tensor4d(numbers([2, 6, 5, 3], source), [2, 6, 5, 3]);
      const filter = tf.tensor4d(numbers([3, 3, 3, 7], source), [3, 3, 3, 7]);
      const bias = tf.tensor1d(numbers([7], source));
      const preluActivationWeights = tf.tensor1d(numbers([7], source));
      const rest = activation === "prelu" ? { preluActivationWeights } : {};
      return [tf.fused.conv2d({ x, filter, strides: 1, pad: "same", bias, activation, leakyreluAlpha: 0.2, ...rest })];
    });
  });

  test("are channels first, which it refuses", () => {
    const run = () =>
      tf.tidy(() => tf.conv2d(tf.ones([1, 3, 6, 6]) as Tensor4D, tf.ones([3, 3, 3, 2]) as Tensor4D, 1, "same", "NCHW"));
    expect(run).toThrow(/channelsLast/);
  });
});
