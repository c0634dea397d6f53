// Steps of the compiled learner against those of the eager one, on the native engine.
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine } from "../../../lib/learn/engine/engine.js";
import { EagerLearner } from "../../../lib/learn/training/eager-learner.js";
import type { Learner, LearnerState } from "../../../lib/learn/training/learner.js";
import { openLearner } from "../../../lib/learn/training/open.js";
import type { Optimizer } from "../../../lib/learn/training/optimizer.js";
import { hasNative, skipped } from "../native-engine.js";
import { batchFor, type Example, residual, sequential } from "./networks.js";

const smooth: Example = {
  shape: [8, 8, 2],
  layers: (tf) => [
    tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: "same", activation: "tanh" }),
    tf.layers.averagePooling2d({ poolSize: 2, strides: 2 }),
    tf.layers.flatten({}),
    tf.layers.dense({ units: 8, activation: "tanh" }),
  ],
};

const optimizers: { readonly [name: string]: Optimizer } = {
  "sgd without momentum": { name: "sgd", momentum: 0, weightDecay: 0 },
  "sgd with momentum": { name: "sgd", momentum: 0.9, weightDecay: 0 },
  "sgd with momentum and weight decay": { name: "sgd", momentum: 0.9, weightDecay: 0.1 },
  adam: { name: "adam", weightDecay: 0 },
  "adam with weight decay": { name: "adam", weightDecay: 0.1 },
  adamw: { name: "adamw", weightDecay: 0.1 },
  "adam, clipped": { name: "adam", weightDecay: 0, clipNorm: 0.05 },
  "sgd, clipped": { name: "sgd", momentum: 0.5, weightDecay: 0, clipNorm: 0.05 },
  "sgd, clipped at a norm out of reach": { name: "sgd", momentum: 0, weightDecay: 0, clipNorm: 1e6 },
};

describe.skipIf(!hasNative)(`compiled steps ${skipped}`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name: "native", threads: 1 });
  });

  const compiled = (optimizer: Optimizer, example = smooth) =>
    openLearner(engine, sequential(engine, example), { optimizer, seed: 5 }, (reason) => {
      throw new Error(reason);
    });
  const eager = (optimizer: Optimizer) => new EagerLearner(engine, sequential(engine, smooth), { optimizer, seed: 5 });

  async function steps(learner: Learner, count: number, rate = 1e-2): Promise<LearnerState> {
    const batch = batchFor(sequential(engine, smooth), 8);
    for (let step = 1; step <= count; step++) await learner.step(batch, { step, rate });
    const state = await learner.state();
    learner.close();
    return state;
  }

  function distance(a: LearnerState, b: LearnerState): number {
    const pairs = [...a.weights, ...a.slots].map(
      (values, index) => [values, [...b.weights, ...b.slots][index]!] as const,
    );
    expect(pairs.every(([one, other]) => one.length === other.length)).toBe(true);
    return Math.max(...pairs.flatMap(([one, other]) => Array.from(one, (value, at) => Math.abs(value - other[at]!))));
  }

  test.each(Object.entries(optimizers))("one step of %s is the eager one's", async (_, optimizer) => {
    const [ours, theirs] = [await steps(compiled(optimizer), 1), await steps(eager(optimizer), 1)];
    expect(distance(ours, theirs)).toBeLessThan(1e-5);
    const [none] = [await compiled(optimizer).state()];
    expect(distance(ours, none)).toBeGreaterThan(1e-5);
  });

  test.each(Object.entries(optimizers))("so are 20 steps of %s", async (_, optimizer) => {
    expect(distance(await steps(compiled(optimizer), 20), await steps(eager(optimizer), 20))).toBeLessThan(1e-5);
  });

  test("Adam is TensorFlow.js's own", async () => {
    const { tf } = engine;
    const model = sequential(engine, smooth);
    const batch = batchFor(model, 8);
    model.compile({ optimizer: tf.train.adam(1e-2), loss: "sparseCategoricalCrossentropy" });
    const x = tf.div(tf.tensor(Float32Array.from(batch.pixels), [8, 8, 8, 2]), 255);
    for (let step = 1; step <= 5; step++) await model.trainOnBatch(x, tf.tensor1d(Float32Array.from(batch.labels)));
    const theirs = { weights: model.getWeights().map((weight) => weight.dataSync() as Float32Array), slots: [] };
    const ours = await steps(compiled({ name: "adam", weightDecay: 0 }), 5);
    expect(distance({ weights: ours.weights, slots: [] }, theirs)).toBeLessThan(1e-5);
  });

  test("two runs, and one that goes on in another session, end with the same bits", async () => {
    const optimizer = { name: "adamw", weightDecay: 0.1 } as const;
    const whole = await steps(compiled(optimizer), 20);
    expect(await steps(compiled(optimizer), 20)).toEqual(whole);
    const batch = batchFor(sequential(engine, smooth), 8);
    const next = compiled(optimizer);
    await next.restore(await steps(compiled(optimizer), 10));
    for (let step = 11; step <= 20; step++) await next.step(batch, { step, rate: 1e-2 });
    expect(await next.state()).toEqual(whole);
    next.close();
  });

  test("what is fed may be changed afterwards, and what was read stays", async () => {
    const learner = compiled({ name: "adam", weightDecay: 0 });
    const fed = (await learner.state()).weights.map((values) => values.slice());
    await learner.restore({ weights: fed });
    const read = await learner.weights();
    const copies = read.map((values) => values.slice());
    for (const values of fed) values.fill(9);
    await learner.step(batchFor(sequential(engine, smooth), 8), { step: 1, rate: 0.1 });
    expect(read).toEqual(copies);
    expect((await learner.weights())[0]![0]).toBeLessThan(2);
    learner.close();
  });

  test("evaluating is training without dropout and with the moving averages, and changes nothing", async () => {
    const learner = openLearner(engine, residual(engine), { optimizer: { name: "adam", weightDecay: 0 }, seed: 1 });
    const batch = batchFor(residual(engine), 8);
    const before = await learner.state();
    const evaluated = await learner.evaluate(batch);
    expect(await learner.state()).toEqual(before);
    expect(await learner.step(batch, { step: 1, rate: 0.01 })).toEqual(evaluated);
    const after = await learner.evaluate(batch);
    expect(after.loss).toBeLessThan(evaluated.loss);
    learner.close();
  });

  describe("dropout", () => {
    const dropping = (rate: number): Example => ({
      shape: [8, 8, 2],
      layers: (tf) => [
        tf.layers.flatten({}),
        tf.layers.dense({ units: 32, activation: "tanh" }),
        tf.layers.dropout({ rate }),
        tf.layers.dense({ units: 16, activation: "tanh" }),
        tf.layers.dropout({ rate: 0.25 }),
      ],
    });
    const descent = { name: "sgd", momentum: 0, weightDecay: 0 } as const;
    const lossAt = async (learner: Learner, step: number) =>
      (await learner.step(batchFor(sequential(engine, smooth), 8), { step, rate: 0 })).loss;

    test("drops the same in the same step, and other values in another one", async () => {
      const learner = compiled(descent, dropping(0.5));
      expect(await lossAt(learner, 1)).toBe(await lossAt(learner, 1));
      expect(await lossAt(learner, 1)).not.toBe(await lossAt(learner, 2));
      const { loss } = await learner.evaluate(batchFor(sequential(engine, smooth), 8));
      expect(loss).not.toBe(await lossAt(learner, 1));
      learner.close();
    });

    test("keeps the mean: where the loss is all but linear, its mean over many steps is that without dropout", async () => {
      const learner = compiled(descent, {
        shape: [8, 8, 2],
        layers: (tf) => [tf.layers.flatten({}), tf.layers.dropout({ rate: 0.5 })],
      });
      const { weights } = await learner.state();
      await learner.restore({ weights: weights.map((values) => values.map((value) => value / 100)) });
      const losses = [];
      for (let step = 1; step <= 500; step++) losses.push(await lossAt(learner, step));
      const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      const { loss } = await learner.evaluate(batchFor(sequential(engine, smooth), 8));
      expect((mean - Math.log(3)) / (loss - Math.log(3))).toBeCloseTo(1, 1);
      learner.close();
    });

    test("its gradient is the slope of the loss", async () => {
      const example = dropping(0.5);
      const batch = batchFor(sequential(engine, smooth), 8);
      const learner = compiled(descent, example);
      const { weights } = await learner.state();
      await learner.step(batch, { step: 3, rate: 1 });
      const stepped = (await learner.state()).weights;
      const gradients = weights.map((values, index) => values.map((value, at) => value - stepped[index]![at]!));
      // Along its own direction the gradient's slope is its squared norm.
      const squared = gradients.flatMap((values) => Array.from(values)).reduce((sum, value) => sum + value * value, 0);
      const moved = (by: number) =>
        weights.map((values, index) => values.map((value, at) => value + (by * gradients[index]![at]!) / squared));
      const reach = 0.02;
      await learner.restore({ weights: moved(reach) });
      const above = await lossAt(learner, 3);
      await learner.restore({ weights: moved(-reach) });
      const below = await lossAt(learner, 3);
      expect((above - below) / (2 * reach)).toBeCloseTo(1, 2);
      learner.close();
    });
  });
});
