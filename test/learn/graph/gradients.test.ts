// The gradient of every compiled layer against TensorFlow.js's own differentiation, on the native engine.
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Engine,
  type LayersModel,
  openEngine,
  type Tensor,
  type Tensor4D,
  type Variable,
} from "../../../lib/learn/engine/engine.js";
import { logitsLayer } from "../../../lib/learn/graph/network.js";
import type { LabelledBatch } from "../../../lib/learn/training/learner.js";
import { openLearner } from "../../../lib/learn/training/open.js";
import { setModelWeights, weightValues } from "../../../lib/learn/weights.js";
import { hasNative, skipped } from "../native-engine.js";
import { batchFor, examples, residual, sequential } from "./networks.js";

const plainDescent = { name: "sgd", momentum: 0, weightDecay: 0 } as const;

describe.skipIf(!hasNative)(`compiled layers ${skipped}`, () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ name: "native", threads: 1 });
  });

  /** Of each weight that learns, by name: TensorFlow.js's gradient, and what a step of descent at rate 1 took off. */
  async function compare(model: LayersModel, batch: LabelledBatch) {
    const before = new Map(model.weights.map((weight, index) => [weight.originalName, weightValues(model)[index]!]));
    const learner = openLearner(engine, model, { optimizer: plainDescent, seed: 1 }, (reason) => {
      throw new Error(reason);
    });
    const score = await learner.step(batch, { step: 1, rate: 1 });
    const after = (await learner.state()).weights;
    learner.close();
    const expected = gradientsOf(model, batch);
    const names = model.trainableWeights.map((weight) => weight.originalName);
    const differences = names.map((name) => {
      const index = model.weights.findIndex((weight) => weight.originalName === name);
      const gradient = before.get(name)!.map((value, place) => value - after[index]![place]!);
      const reference = expected.gradients.get(name)!;
      const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = reference.reduce((most, value, place) => Math.max(most, Math.abs(value - gradient[place]!)), 0);
      return { name, largest, relative: worst / Math.max(largest, 1e-12) };
    });
    const moving = model.weights.flatMap(({ originalName, shape }, index) =>
      originalName.includes("moving_")
        ? [{ name: originalName, shape, compiled: after[index]!, eager: weightValues(model)[index]! }]
        : [],
    );
    return { score, expected, differences, moving };
  }

  function gradientsOf(model: LayersModel, batch: LabelledBatch) {
    const { tf } = engine;
    const logits = tf.model({ inputs: model.inputs, outputs: logitsLayer(model).output });
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const { value, grads } = tf.variableGrads(() => {
      const shape: [number, number, number, number] = [batch.rows, batch.height, batch.width, batch.channels];
      const x = tf.div(tf.tensor4d(Float32Array.from(batch.pixels), shape), 255) as Tensor4D;
      const wanted = tf.oneHot(tf.tensor1d(batch.labels, "int32"), 3);
      return tf.losses.softmaxCrossEntropy(wanted, logits.apply(x, { training: true }) as Tensor);
    }, variables);
    const gradients = new Map(
      model.trainableWeights.map((weight) => [
        weight.originalName,
        Float32Array.from(grads[(weight.read() as Variable).name]!.dataSync()),
      ]),
    );
    return { loss: value.dataSync()[0]!, gradients };
  }

  test.each([
    ...Object.entries(examples).map(([name, example]) => [name, (one: Engine) => sequential(one, example)] as const),
    ["residual sums", residual] as const,
  ])("%s", async (_, build) => {
    const model = build(engine);
    const { score, expected, differences, moving } = await compare(model, batchFor(model));
    expect(score.loss).toBeCloseTo(expected.loss, 5);
    for (const { name, largest, relative } of differences) {
      expect(largest, name).toBeGreaterThan(1e-5);
      expect(relative, name).toBeLessThan(1e-4);
    }
    for (const { name, compiled, eager } of moving) {
      for (const [index, value] of compiled.entries()) expect(value, name).toBeCloseTo(eager[index]!, 5);
    }
  });

  test("batch normalisation without scale and shift is one with a scale of 1 and a shift of 0", async () => {
    const losses = [];
    for (const settings of [{ scale: false, center: false }, {}]) {
      const layers = () => [engine.tf.layers.flatten({}), engine.tf.layers.batchNormalization(settings)];
      const model = sequential(engine, { layers });
      const names = model.weights.map((weight) => weight.originalName);
      const values = weightValues(model).map((weight, index) => {
        if (names[index]!.endsWith("/gamma")) return weight.fill(1);
        return names[index]!.endsWith("/beta") ? weight.fill(0) : weight.map((_, place) => Math.sin(place + 1) ** 2);
      });
      setModelWeights(engine, model, values);
      const learner = openLearner(engine, model, { optimizer: plainDescent, seed: 1 });
      const scores = [
        await learner.evaluate(batchFor(model)),
        await learner.step(batchFor(model), { step: 1, rate: 1 }),
      ];
      losses.push(scores.map(({ loss }) => loss));
      learner.close();
    }
    expect(losses[0]).toEqual(losses[1]);
  });

  test("what stands before all that learns gets no gradient, and stays", async () => {
    const model = sequential(engine, examples["two convolutions"]!);
    const [first] = model.layers.filter((layer) => layer.weights.length > 0);
    first!.trainable = false;
    const frozen = first!.getWeights()[0]!.dataSync().slice();
    const learner = openLearner(engine, model, { optimizer: plainDescent, seed: 1 });
    await learner.step(batchFor(model), { step: 1, rate: 1 });
    const { weights } = await learner.state();
    expect(weights[model.weights.findIndex((weight) => weight.id === first!.weights[0]!.id)]).toEqual(frozen);
    learner.close();
  });

  test.each([
    ["a layer without a compiled form", (one: Engine) => one.tf.layers.upSampling2d({}), "the class UpSampling2D"],
    [
      "a regulariser",
      (one: Engine) => one.tf.layers.conv2d({ filters: 2, kernelSize: 2, kernelRegularizer: "l1l2" }),
      "kernelRegularizer",
    ],
    [
      "a constraint",
      (one: Engine) => one.tf.layers.conv2d({ filters: 2, kernelSize: 2, kernelConstraint: "nonNeg" }),
      "kernelConstraint",
    ],
    [
      "channels first",
      (one: Engine) => one.tf.layers.maxPooling2d({ dataFormat: "channelsFirst" }),
      'dataFormat "channelsFirst"',
    ],
    [
      "an activation",
      (one: Engine) => one.tf.layers.activation({ activation: "hardSigmoid" }),
      'activation "hardSigmoid"',
    ],
  ])("%s trains one operation after another, and says why", async (_, layer, reason) => {
    const model = sequential(engine, { layers: () => [layer(engine)] });
    const reasons: string[] = [];
    const learner = openLearner(engine, model, { optimizer: plainDescent, seed: 1 }, (one) => reasons.push(one));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
    const batch = batchFor(model);
    const before = await learner.evaluate(batch);
    for (let step = 1; step <= 5; step++) await learner.step(batch, { step, rate: 0.05 });
    expect((await learner.evaluate(batch)).loss).toBeLessThan(before.loss);
    learner.close();
  });
});
