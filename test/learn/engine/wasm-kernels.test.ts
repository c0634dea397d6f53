import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine, type Tensor, type Tensor4D } from "../../../lib/learn/engine/engine.js";
import { type Random, random } from "../../../lib/learn/random.js";

let engine: Engine;

beforeAll(async () => {
  engine = await openEngine({ name: "wasm", threads: 1 });
  createRequire(import.meta.url)("@tensorflow/tfjs-backend-cpu");
});

type Shape4D = [number, number, number, number];
type Pad = "same" | "valid" | number;

/** Values of `compute` on one backend. */
async function on(backend: "cpu" | "wasm", compute: () => Tensor): Promise<Float32Array> {
  await engine.tf.setBackend(backend);
  const result = engine.tf.tidy(compute);
  const values = Float32Array.from(await result.data());
  result.dispose();
  return values;
}

/** Both backends agree to a few float32 roundings of the largest value. */
async function expectAgreement(compute: () => Tensor): Promise<void> {
  const [ours, cpu] = [await on("wasm", compute), await on("cpu", compute)];
  expect(ours.length).toBe(cpu.length);
  const scale = cpu.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = cpu.reduce((most, value, index) => Math.max(most, Math.abs(value - ours[index]!)), 0);
  expect(worst / scale).toBeLessThan(1e-5);
}

function values(shape: number[], source: Random, levels?: number): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, () => {
    return levels === undefined ? source.next() * 2 - 1 : source.below(levels);
  });
}

const pads: Pad[] = ["same", "valid", 0, 1];
const one = (source: Random, most: number) => 1 + source.below(most);

describe("gradients equal the CPU backend's", () => {
  const convolutions = Array.from({ length: 40 }, (_, seed) => {
    const source = random("convolution", seed);
    const filter: Shape4D = [one(source, 4), one(source, 4), one(source, 5), one(source, 9)];
    const [height, width] = [filter[0] + source.below(8), filter[1] + source.below(8)];
    const input: Shape4D = [one(source, 4), height, width, filter[2]];
    const strides: [number, number] = seed % 2 === 0 ? [1, 1] : [one(source, 3), one(source, 3)];
    const pad = pads[source.below(pads.length)]!;
    // TensorFlow.js computes the output's size for a padding in numbers as if filter and strides were square.
    const isSquare = filter[0] === filter[1] && strides[0] === strides[1];
    return { seed, input, filter, strides, pad: typeof pad === "string" || isSquare ? pad : ("same" as const) };
  });

  test.each(convolutions)("of a convolution: $input by $filter, strides $strides, pad $pad", async (convolution) => {
    const { seed, input, filter, strides, pad } = convolution;
    const { tf } = engine;
    const source = random("values", seed);
    const [x, weights] = [values(input, source), values(filter, source)];
    const shape = tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad).outShape;
    const dy = values(shape, source);
    const gradient = (which: 0 | 1) => () => {
      const apply = (a: Tensor4D, b: Tensor4D) => tf.conv2d(a, b, strides, pad);
      const gradients = tf.grads((a, b) => apply(a as Tensor4D, b as Tensor4D));
      return gradients([tf.tensor4d(x, input), tf.tensor4d(weights, filter)], tf.tensor(dy, shape))[which]!;
    };
    await expectAgreement(gradient(0));
    await expectAgreement(gradient(1));
  });

  const pools = Array.from({ length: 40 }, (_, seed) => {
    const source = random("pool", seed);
    const filter: [number, number] = [one(source, 3), one(source, 3)];
    const input: Shape4D = [one(source, 3), filter[0] + source.below(7), filter[1] + source.below(7), one(source, 5)];
    const strides: [number, number] = [one(source, 3), one(source, 3)];
    const pad = (["same", "valid"] as const)[source.below(2)]!;
    return { seed, input, filter, strides, pad };
  });

  // Few levels make ties; odd sizes leave windows cut off.
  test.each(pools)("of a max pool: $input by $filter, strides $strides, pad $pad", async (pool) => {
    const { seed, input, filter, strides, pad } = pool;
    const { tf } = engine;
    const source = random("values", seed);
    const x = values(input, source, 3);
    const shape = tf.backend_util.computePool2DInfo(input, filter, strides, 1, pad).outShape;
    const dy = values(shape, source);
    await expectAgreement(() => {
      const gradient = tf.grad((a) => tf.maxPool(a as Tensor4D, filter, strides, pad));
      return gradient(tf.tensor4d(x, input), tf.tensor(dy, shape));
    });
  });
});

test("kernels leave no tensors behind", async () => {
  const { tf } = engine;
  await tf.setBackend("wasm");
  const memory = () => ({ ...tf.memory(), data: tf.engine().backend.numDataIds() });
  const before = memory();
  tf.tidy(() => {
    const gradients = tf.grads((x, w) => tf.maxPool(tf.conv2d(x as Tensor4D, w as Tensor4D, 1, "same"), 2, 2, "valid"));
    gradients([tf.ones([2, 9, 9, 3]), tf.ones([3, 3, 3, 4])]);
  });
  const after = memory();
  expect([after.numTensors, after.data]).toEqual([before.numTensors, before.data]);
});
