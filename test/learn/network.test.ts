import { expect, test } from "vitest";
import { openEngine } from "../../lib/learn/engine/engine.js";
import { buildNetwork, glorotUniform } from "../../lib/learn/network.js";

test("article-cnn has the article's layers", async () => {
  const engine = await openEngine({ name: "wasm", threads: 1 });
  const shape = { height: 28, width: 28, channels: 1 };
  const model = buildNetwork(engine, { network: "article-cnn", shape, classes: 10, seed: 7 });
  // 3·3·1·32 + 32, 3·3·32·64 + 64, 3·3·64·128 + 128, 3·3·128·128 + 128, 128·10 + 10.
  expect(model.countParams()).toBe(320 + 18_496 + 73_856 + 147_584 + 1_290);
  expect(model.outputs[0]?.shape).toEqual([null, 10]);
});

test("weights are even over the Glorot limits, each layer's its own", () => {
  const weights = glorotUniform([3, 3, 32, 64], 7, "convolution/kernel");
  const limit = Math.sqrt(6 / (9 * (32 + 64)));
  expect(Math.max(...weights)).toBeLessThanOrEqual(Math.fround(limit));
  expect(Math.max(...weights)).toBeGreaterThan(limit * 0.999);
  const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
  const variance = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
  expect(Math.abs(mean) / limit).toBeLessThan(0.02);
  expect(variance / (limit * limit)).toBeCloseTo(1 / 3, 2);
  expect(glorotUniform([3, 3, 32, 64], 7, "other/kernel")).not.toEqual(weights);
});
