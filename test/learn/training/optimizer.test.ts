// Optimisers and schedules against Keras's: test/reference/optimizers.py.
import { expect, test } from "vitest";
import { openEngine } from "../../../lib/learn/engine/engine.js";
import { EagerOptimizer } from "../../../lib/learn/training/eager-optimizer.js";
import type { Optimizer } from "../../../lib/learn/training/optimizer.js";
import { learningRate } from "../../../lib/learn/training/schedule.js";
import reference from "../../reference/optimizers.json" with { type: "json" };

const cases: { readonly [name in keyof typeof reference.after]: Optimizer } = {
  sgd: { name: "sgd", momentum: 0, weightDecay: 0 },
  momentum: { name: "sgd", momentum: 0.9, weightDecay: 0 },
  "momentum, decay": { name: "sgd", momentum: 0.9, weightDecay: 0.1 },
  adam: { name: "adam", weightDecay: 0 },
  "adam, decay": { name: "adam", weightDecay: 0.1 },
  "adam, clipped": { name: "adam", weightDecay: 0, clipNorm: 1.5 },
  adamw: { name: "adamw", weightDecay: 0.1 },
};

test.each(Object.entries(cases))("%s changes weights as Keras does, step by step", async (name, optimizer) => {
  const { tf, ...engine } = await openEngine({ name: "wasm", threads: 1 });
  const { rate, kernel, bias, gradients, after } = reference;
  const variables = [tf.variable(tf.tensor2d(kernel, [3, 2])), tf.variable(tf.tensor1d(bias))];
  const shapes = variables.map((variable) => variable.shape);
  const eager = new EagerOptimizer({ tf, ...engine }, optimizer, variables);
  for (const [index, ofStep] of gradients.entries()) {
    tf.tidy(() => {
      const tensors = ofStep.map((values, at) => tf.tensor(values, shapes[at]));
      eager.apply(tensors, { step: index + 1, rate });
    });
    variables.forEach((variable, at) => {
      const wanted = after[name as keyof typeof after][index]?.[at] ?? [];
      const values = Array.from(variable.dataSync());
      expect(values).toHaveLength(wanted.length);
      values.forEach((value, element) => {
        expect(Math.abs(value - wanted[element]!)).toBeLessThan(1e-5);
      });
    });
  }
  eager.close();
  tf.dispose(variables);
});

test("a cosine schedule is Keras's", () => {
  const { rate, cosine } = reference;
  cosine.forEach((wanted, index) => {
    expect(learningRate({ rate, shape: "cosine", warmup: 0 }, index + 1, cosine.length)).toBeCloseTo(wanted, 8);
  });
});

test("the rate grows evenly over the warm-up, then is whole", () => {
  const schedule = { rate: 1, shape: "constant", warmup: 3 } as const;
  expect([1, 2, 3, 4, 5].map((step) => learningRate(schedule, step, 10))).toEqual([0.25, 0.5, 0.75, 1, 1]);
  const falling = { ...schedule, shape: "cosine" } as const;
  expect(learningRate(falling, 4, 10)).toBe(1);
  expect(learningRate(falling, 10, 10)).toBeGreaterThan(0);
});
