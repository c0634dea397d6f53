import { beforeAll, expect, test } from "vitest";
import type { Tensor, Tf } from "../../../../lib/learn/engine/engine.js";
import { random } from "../../../../lib/learn/random.js";
import { adamFactors, BETA1, BETA2 } from "../../../../lib/learn/training/optimizer.js";
import { numbers, openBoth } from "./agreement.js";

let tf: Tf;
beforeAll(async () => {
  tf = await openBoth();
});

test.each([[1], [3], [4], [7, 3], [2, 3, 5, 7]])(
  "one pass over %j… has the bits of one operation after another",
  (...shape) => {
    tf.tidy(() => {
      const source = random("adam", shape.length);
      const weight = tf.tensor(numbers(shape, source), shape);
      const m = tf.tensor(numbers(shape, source), shape);
      const v = tf.abs(tf.tensor(numbers(shape, source), shape));
      const gradient = tf.tensor(numbers(shape, source), shape);
      for (const [step, decay] of [
        [1, 1],
        [2, 0.99],
        [1000, 1],
      ] as const) {
        const { stepSize, epsilon } = adamFactors(step, 1e-3);
        const attributes = { beta1: BETA1, beta2: BETA2, stepSize, epsilon, decay };
        const ours = tf.engine().runKernel<Tensor[]>("AdamStep", { weight, m, v, gradient }, attributes);
        const newM = tf.add(tf.mul(m, BETA1), tf.mul(gradient, 1 - BETA1));
        const newV = tf.add(tf.mul(v, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
        const change = tf.div(tf.mul(newM, stepSize), tf.add(tf.sqrt(newV), epsilon));
        const newWeight = tf.sub(tf.mul(weight, decay), change);
        expect(ours.map((tensor) => tensor.dataSync())).toEqual([newWeight, newM, newV].map((each) => each.dataSync()));
        expect(ours.map((tensor) => tensor.shape)).toEqual([shape, shape, shape]);
      }
    });
  },
);
