// What holds of training as a whole, on the engine's own kernels and the stock ones beside them.
import { beforeAll, describe, expect, test } from "vitest";
import type {
  Engine,
  LayersModel,
  Scalar,
  Tensor,
  Tensor2D,
  Tf,
  Variable,
} from "../../../../lib/learn/engine/engine.js";
import { registerWasmKernels } from "../../../../lib/learn/engine/kernels/register.js";
import { buildNetwork } from "../../../../lib/learn/network.js";
import { random } from "../../../../lib/learn/random.js";
import type { LabelledBatch } from "../../../../lib/learn/training/learner.js";
import { openLearner } from "../../../../lib/learn/training/open.js";
import { expectAgreement, numbers, openBoth, type Shape4D } from "./agreement.js";

const shape = { height: 17, width: 15, channels: 3 };
const classes = 4;

let tf: Tf;
let engine: Engine;
beforeAll(async () => {
  tf = await openBoth();
  engine = { name: "wasm", version: tf.version_core, tf };
});

/** A mobile block: a depthwise convolution and a pointwise one, with normalisation and an average pool. */
function separable(): LayersModel {
  const { layers } = tf;
  const picture = tf.input({ shape: [shape.height, shape.width, shape.channels] });
  const blank = { padding: "same", kernelInitializer: "glorotUniform" } as const;
  const logits = [
    layers.conv2d({ ...blank, filters: 8, kernelSize: 3 }),
    layers.depthwiseConv2d({ padding: "same", kernelSize: 3, strides: 2 }),
    layers.batchNormalization(),
    layers.reLU(),
    layers.separableConv2d({ padding: "same", filters: 9, kernelSize: 3 }),
    layers.averagePooling2d({ padding: "same", poolSize: 3, strides: 2 }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: classes }),
    layers.softmax(),
  ];
  const output = logits.reduce((x, layer) => layer.apply(x) as typeof picture, picture);
  return tf.model({ inputs: picture, outputs: output });
}

const networks = {
  "article-cnn": () => buildNetwork(engine, { network: "article-cnn", shape, classes, seed: 3 }),
  "resnet-8": () => buildNetwork(engine, { network: "resnet-8", shape, classes, seed: 3 }),
  separable,
};
const names = Object.keys(networks) as (keyof typeof networks)[];

function batch(rows: number, seed: number): LabelledBatch {
  const source = random("batch", seed);
  const size = rows * shape.height * shape.width * shape.channels;
  const pixels = Uint8Array.from({ length: size }, () => source.below(256));
  return { ...shape, rows, pixels, labels: Int32Array.from({ length: rows }, () => source.below(classes)) };
}

/** Weights after steps on batches of 8 and one of what is left. `between` runs before each. */
async function weightsAfter(model: LayersModel, steps: number, between: (step: number) => void = () => undefined) {
  const learner = openLearner(engine, model, { optimizer: { name: "adam", weightDecay: 0 }, seed: 1 });
  for (let step = 1; step <= steps; step++) {
    between(step);
    await learner.step(batch(step % 4 === 0 ? 5 : 8, step), { step, rate: 1e-3 });
  }
  const weights = await learner.weights();
  learner.close();
  return weights;
}

/** Leaves numbers in freed memory, which whoever reads before it writes would find there. */
function litter(value: number): void {
  for (const size of [1, 7, 64, 500, 3000, 20_000, 100_000, 400_000]) tf.tidy(() => void tf.fill([size], value));
}

function heapSize(): number {
  const { wasm } = tf.engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } };
  return wasm.HEAPU8.byteLength;
}

describe.each(names)("%s", (name) => {
  test("has the gradients of the CPU backend", async () => {
    const model = networks[name]();
    const source = random("pictures");
    const input: Shape4D = [5, shape.height, shape.width, shape.channels];
    const pixels = numbers(input, source);
    const weights = model.getWeights().map((weight) => ({ shape: weight.shape, values: weight.dataSync().slice() }));
    await expectAgreement(
      tf,
      () => {
        model.setWeights(weights.map((weight) => tf.tensor(weight.values, weight.shape)));
        const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
        const loss = () => {
          const y = model.apply(tf.tensor4d(pixels, input), { training: true }) as Tensor2D;
          return tf.losses.logLoss(tf.oneHot([0, 1, 2, 3, 0], classes), y) as Scalar;
        };
        const { grads } = tf.variableGrads(loss, variables);
        // A weight before a normalisation can have a gradient of nothing but roundings.
        return variables.map((variable) => tf.add(grads[variable.name] ?? tf.zerosLike(variable), 0.1));
      },
      1e-4,
    );
    model.dispose();
  });

  test("learns the same bits twice, whatever is in memory, and while it grows", async () => {
    const models = [networks[name](), networks[name](), networks[name]()];
    const [first, ...rest] = models;
    for (const model of rest) model.setWeights(first!.getWeights());
    const once = await weightsAfter(first!, 8);
    expect(await weightsAfter(rest[0]!, 8, (step) => litter([Number.NaN, 1e30, -1][step % 3]!))).toEqual(once);
    const kept: Tensor[] = [];
    const before = heapSize();
    const grow = (step: number) => {
      while (step === 4 && heapSize() === before) kept.push(tf.zeros([4_000_000]));
    };
    expect(await weightsAfter(rest[1]!, 8, grow)).toEqual(once);
    tf.dispose(kept);
    for (const model of models) model.dispose();
  });

  test("leaves nothing in memory, step after step", async () => {
    const model = networks[name]();
    const sizes: number[][] = [];
    await weightsAfter(model, 24, () => {
      sizes.push([tf.memory().numTensors, tf.memory().numBytes, tf.engine().backend.numDataIds(), heapSize()]);
    });
    expect(new Set(sizes.slice(8).map(String)).size).toBe(1);
    model.dispose();
  });
});

test("registering again changes nothing", () => {
  const kernels = () => tf.getKernelsForBackend("wasm").map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]);
  const before = kernels();
  registerWasmKernels(tf);
  expect(kernels()).toEqual(before);
});

test("says so where memory runs out, and goes on afterwards", () => {
  const huge = () => tf.tidy(() => tf.matMul(tf.zeros([65_000, 1]) as Tensor2D, tf.zeros([1, 65_000]) as Tensor2D));
  expect(huge).toThrow(/no room for another/);
  expect(
    Array.from(tf.tidy(() => tf.matMul(tf.ones([1, 2]) as Tensor2D, tf.ones([2, 1]) as Tensor2D)).dataSync()),
  ).toEqual([2]);
});
