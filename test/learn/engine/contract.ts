// What every engine must do. A process does best with one engine, so each has a test file of its own.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { type Engine, type EngineName, openEngine } from "../../../lib/learn/engine/engine.js";
import { climb } from "../../../lib/learn/engine/ladder.js";
import { buildNetwork } from "../../../lib/learn/network.js";
import { type Pictures, pixelTypeOf } from "../../../lib/learn/pictures.js";
import { predict } from "../../../lib/learn/predict.js";
import { random } from "../../../lib/learn/random.js";
import { restoreModel, saveModel } from "../../../lib/learn/save.js";
import { validationShare } from "../../../lib/learn/split.js";
import { openLearner, openPredictor } from "../../../lib/learn/training/open.js";
import {
  type BatchProgress,
  type TrainingEvent,
  type TrainingOptions,
  train,
} from "../../../lib/learn/training/train.js";
import { repository } from "../../rig.js";

const shape = { height: 9, width: 10, channels: 1 };
const rows = 60;
export const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);

/** Noise, with a bright band of rows whose height says the class. */
function bands(): Pictures {
  const source = random("bands");
  const pixels = Array.from(labels, (label) =>
    Uint8Array.from({ length: shape.height * shape.width }, (_, index) => {
      const row = Math.floor(index / shape.width);
      return source.below(120) + (Math.floor(row / 3) === label ? 130 : 0);
    }),
  );
  return { ...shape, pixels };
}

export const pictures = bands();
const sides = validationShare(
  Array.from(labels, (label, row) => ({ id: String(row), label, group: "" })),
  0.2,
  7,
);
const data = { pictures, labels, ...sides };
const optimizer = { name: "adam", weightDecay: 0 } as const;
const schedule = { rate: 3e-3, shape: "constant", warmup: 0 } as const;
const fast = { ...schedule, rate: 2e-2 };
const options: TrainingOptions = { epochs: 4, batch: 16, schedule, seed: 7 };
export const network = { network: "article-cnn", shape, classes: 3, seed: 7 } as const;

export async function trained(engine: Engine, changes: Partial<TrainingOptions> = {}) {
  const model = buildNetwork(engine, network);
  const learner = openLearner(engine, model, { optimizer, seed: 7 });
  const history = await train(learner, data, { ...options, ...changes });
  await learner.updateModel();
  learner.close();
  const stored = await saveModel(model, {});
  return { model, history, stored, digest: createHash("sha256").update(stored.weights).digest("hex") };
}

export function engineContract(name: EngineName): void {
  const open = () => openEngine({ name, threads: 1 });

  test("learns, and twice gives the same bits", async () => {
    const engine = await open();
    const first = await trained(engine, { epochs: 12 });
    const second = await trained(engine, { epochs: 12 });
    expect(second.digest).toBe(first.digest);
    expect(second.history).toEqual(first.history);
    expect(first.history.at(-1)?.validationAccuracy).toBeGreaterThan(0.9);
  });

  test("another seed gives other weights", async () => {
    const engine = await open();
    expect((await trained(engine, { seed: 8 })).digest).not.toBe((await trained(engine)).digest);
  });

  test("keeps the weights of the best validation epoch", async () => {
    const engine = await open();
    const epochs = 8;
    const { history, digest } = await trained(engine, { epochs, schedule: fast });
    const losses = history.map((epoch) => epoch.validationLoss ?? Number.NaN);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    const stopped = await trained(engine, { epochs: best, schedule: fast, restoreBest: false });
    expect(digest).toBe(stopped.digest);
  });

  test("stops when patience ends", async () => {
    const engine = await open();
    const { history } = await trained(engine, { epochs: 100, schedule: fast, patience: 2 });
    const losses = history.map((epoch) => epoch.validationLoss ?? Number.NaN);
    expect(losses.length - 1 - losses.indexOf(Math.min(...losses))).toBe(2);
    expect(losses.length).toBeLessThan(100);
  });

  test("a stored model predicts as the one that was trained", async () => {
    const engine = await open();
    const { model, stored } = await trained(engine, { epochs: 1 });
    const predictor = openPredictor(engine, model);
    const before = await predict(predictor, pictures, sides.validation, { batch: 5 });
    const restored = openPredictor(engine, await restoreModel(engine, stored));
    const after = await predict(restored, pictures, sides.validation, { batch: 5 });
    expect(after).toEqual(before);
    const row = before.probabilities.subarray(0, 3);
    expect(row[0]! + row[1]! + row[2]!).toBeCloseTo(1, 5);
  });

  test("learns the same from bytes and from the floats that they are scaled to", async () => {
    const engine = await open();
    const scale = Math.fround(1 / 255);
    const floats = pictures.pixels.map((bytes) => Float32Array.from(bytes, (byte) => byte * scale));
    const histories = [];
    for (const pixels of [pictures.pixels, floats]) {
      const learner = openLearner(engine, buildNetwork(engine, network), {
        ...{ optimizer, seed: 7 },
        pixels: pixelTypeOf(pixels),
      });
      histories.push(await train(learner, { ...data, pictures: { ...shape, pixels } }, options));
      learner.close();
    }
    expect(histories[1]).toEqual(histories[0]);
  });

  test("says so when the loss is no longer a number", async () => {
    const engine = await open();
    await expect(trained(engine, { schedule: { ...schedule, rate: 1e30 } })).rejects.toThrow(
      /the loss is no longer a number in epoch \d/,
    );
  });

  test("goes on from the checkpoint of any epoch, or of none, with the same bits", async () => {
    const engine = await open();
    const saved: Uint8Array[] = [];
    const save = async (bytes: Uint8Array) => void saved.push(bytes);
    const whole = await trained(engine, { checkpoint: { load: async () => undefined, save } });
    expect(saved).toHaveLength(4);
    for (const from of saved) {
      const resumed = await trained(engine, { checkpoint: { load: async () => from, save: async () => undefined } });
      expect([resumed.digest, resumed.history]).toEqual([whole.digest, whole.history]);
    }
  });

  test("goes on from where it was stopped amid an epoch, with the same bits", async () => {
    const engine = await open();
    const whole = await trained(engine);
    const stop = new AbortController();
    let saved: Uint8Array | undefined;
    const checkpoint = {
      load: async () => saved,
      async save(bytes: Uint8Array) {
        saved = bytes;
      },
    };
    const onEvent = (event: TrainingEvent) => {
      if (event.type === "batch" && event.epoch === 3) stop.abort();
    };
    await expect(trained(engine, { signal: stop.signal, checkpoint, onEvent })).rejects.toThrow(/abort/);
    const seen: TrainingEvent[] = [];
    const resumed = await trained(engine, { checkpoint, onEvent: (event) => void seen.push(event) });
    expect(seen[0]).toEqual({ type: "resumed", epochs: 2, pictures: 16 });
    expect([resumed.digest, resumed.history]).toEqual([whole.digest, whole.history]);
  });

  test("stops between batches when aborted", async () => {
    const engine = await open();
    const stop = new AbortController();
    let done = 0;
    const training = trained(engine, {
      signal: stop.signal,
      onEvent(event) {
        if (event.type === "batch") done = event.done;
        stop.abort();
      },
    });
    await expect(training).rejects.toThrow(/abort/);
    expect(done).toBe(16);
  });

  test("reports progress over all epochs", async () => {
    const engine = await open();
    const seen: BatchProgress[] = [];
    let time = 0;
    const now = () => (time += 500);
    await trained(engine, { epochs: 2, now, onEvent: (event) => void (event.type === "batch" && seen.push(event)) });
    expect(seen.map(({ done, total }) => [done, total])).toEqual([16, 32, 48, 64, 80, 96].map((done) => [done, 96]));
    expect(seen[2]).toMatchObject({ picturesPerSecond: 32, secondsLeft: 1.5 });
  });

  test("leaves no tensors behind", async () => {
    const engine = await open();
    const model = buildNetwork(engine, network);
    const before = engine.tf.memory().numTensors;
    const learner = openLearner(engine, model, { optimizer, seed: 7 });
    await train(learner, data, options);
    learner.close();
    expect(engine.tf.memory().numTensors).toBe(before);
  });

  test("is what the ladder reports when forced", async () => {
    const report = await climb(repository, name);
    expect(report.name).toBe(name);
    expect(report.identity.engine).toBe(name);
    expect(report.files.filter((file) => existsSync(file)).length).toBeGreaterThan(2);
  });
}
