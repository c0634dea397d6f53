import { expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../../../lib/learn/training/checkpoint.js";

const epoch = { epoch: 1, loss: 0.5, accuracy: 0.75, validationLoss: null, validationAccuracy: null };
const state = {
  weights: [Float32Array.of(1, -0, Number.MIN_VALUE), Float32Array.of(3e38)],
  slots: [new Float32Array(3)],
};

test("a checkpoint comes back as it was, to the bit", () => {
  const best = { epoch: 1, loss: 0.1 + 0.2, weights: [Float32Array.of(7), Float32Array.of()] };
  const position = { history: [epoch], batches: 3, loss: 1 / 3, right: 40, best };
  expect(decodeCheckpoint(encodeCheckpoint(position, state))).toEqual({ position, state });
  const without = { ...position, best: undefined };
  expect(decodeCheckpoint(encodeCheckpoint(without, state))).toEqual({ position: without, state });
});

test("a checkpoint may lie anywhere in a buffer", () => {
  const position = { history: [epoch], batches: 3, loss: 1, right: 40, best: undefined };
  const within = Buffer.concat([Buffer.alloc(33), encodeCheckpoint(position, state)]).subarray(33);
  expect(decodeCheckpoint(within)).toEqual({ position, state });
});

test("bytes that are no checkpoint are told so", () => {
  const bytes = encodeCheckpoint({ history: [], batches: 0, loss: 0, right: 0, best: undefined }, state);
  for (const wrong of [new Uint8Array(), bytes.subarray(0, 40), Uint8Array.from(bytes, (byte) => byte ^ 255)]) {
    expect(() => decodeCheckpoint(wrong)).toThrow("a training's checkpoint can't be read");
  }
});
