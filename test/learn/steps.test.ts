// The steps of learning, one after another, over artifacts in memory.
import { expect, test } from "vitest";
import { imageTable } from "../../lib/artifact/images.js";
import type { Manifest, ObjectReader, ObjectWriter } from "../../lib/artifact/manifest.js";
import { model } from "../../lib/artifact/model.js";
import { pixelTable } from "../../lib/artifact/pixels.js";
import type { ArtifactType } from "../../lib/artifact/type.js";
import { digestBytes, type Json, type ObjectDigest } from "../../lib/digest.js";
import { random } from "../../lib/learn/random.js";
import { readSides } from "../../lib/learn/sides.js";
import { historyTable, metricTable, predictionTable, type SplitTableRow, splitTable } from "../../lib/learn/tables.js";
import type { Progress } from "../../lib/step/declare.js";
import { bundledStep, type TaskInput } from "../../lib/step/execute.js";
import crossValidate from "../../steps/cross-validate.js";
import split from "../../steps/split.js";
import train from "../../steps/train.js";
import { imageRow } from "../image/image-row.js";
import { mapNotes } from "../step/map-notes.js";

const kept = new Map<ObjectDigest, Uint8Array>();
const objects: ObjectReader & ObjectWriter = {
  async read(digest) {
    return kept.get(digest)!;
  },
  async readFile() {
    throw new Error("these pictures are in no file");
  },
  async openFile() {
    throw new Error("these pictures are in no file");
  },
  async spool() {
    throw new Error("nothing is unpacked here");
  },
  async write(bytes) {
    const digest = digestBytes<"object">(bytes);
    kept.set(digest, bytes);
    return digest;
  },
};

const side = 8;
const names = ["bright", "dark"];
const pictures = Array.from({ length: 60 }, (_, index) => ({ id: String(index).padStart(3, "0"), label: index % 2 }));

async function made<Writer>(type: ArtifactType<unknown, Writer>, write: (writer: Writer) => Promise<void>) {
  const sink = type.create(objects);
  await write(sink.writer);
  return (await sink.close())!;
}

/** Every sixth picture has a given part. */
const images = (given: string | null = null) =>
  made(imageTable, (writer) =>
    writer.write(
      pictures.map(({ id, label }, index) =>
        imageRow({
          ...{ id, label, class: names[label]!, channels: 1, storage: "raw", bytes: new Uint8Array() },
          given: index % 6 === 0 ? given : null,
        }),
      ),
    ),
  );

const pixels = () =>
  made(pixelTable, async (writer) => {
    const source = random("pixels");
    for (const { id, label } of pictures) {
      const data = Uint8Array.from({ length: side * side }, () => source.below(100) + (label === 0 ? 155 : 0));
      await writer.write({ id, data, width: side, height: side, channels: 1 });
    }
  });

async function run(
  step: unknown,
  inputs: { readonly [name: string]: TaskInput },
  raw: { readonly [name: string]: Json } = {},
  progress: (progress: Progress) => void = () => {},
) {
  const bundled = bundledStep(step);
  const resolved = bundled.resolveWith(raw);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  return bundled.execute(
    { inputs, with: resolved.value, cpu: 1, engine: { name: "wasm", threads: 1 }, known: [] },
    {
      objects,
      notes: mapNotes(),
      isWhole: () => false,
      checkpoint: { load: async () => undefined, save: async () => undefined },
      signal: new AbortController().signal,
      progress,
      log: () => {},
    },
  );
}

const one = (manifest: Manifest): TaskInput => ({ kind: "one", manifest });
const settings = { epochs: 6, batch: 8, learning_rate: 0.003 };

test("a training validates on the pictures that were given for it, and a fold's on those of its side", async () => {
  const { table } = await run(split, { images: one(await images("validation")) }, { folds: 3 });
  const rows = await splitTable.open(table!, objects).all();
  const reader = pixelTable.open(await pixels(), objects);
  for (const fold of [undefined, 1, 2, 3]) {
    const sides = await readSides(reader, rows, { validation: 0.1, seed: 7, fold });
    const ids = (indices: Int32Array) => Array.from(indices, (index) => sides.rows[index]!.id);
    const isHeld = (row: SplitTableRow) => (fold === undefined ? row.part === "test" : row.fold === fold);
    const given = rows.filter((row) => row.validation && !isHeld(row)).map(({ id }) => id);
    expect(given.length).toBeGreaterThan(0);
    expect(ids(sides.validation)).toEqual(given);
    expect(ids(sides.training).length + given.length + sides.held.length).toBe(sides.rows.length);
  }
});

test("pictures are split, trained on, predicted and measured", async () => {
  const { table } = await run(split, { images: one(await images()) }, { folds: 3 });
  const rows = await splitTable.open(table!, objects).all();
  const inputs = { images: one(await pixels()), split: one(table!) };

  const notes: Progress[] = [];
  const whole = await run(train, inputs, settings, (progress) => notes.push(progress));
  const predictions = await predictionTable.open(whole.predictions!, objects).all();
  expect(predictions.map(({ id }) => id)).toEqual(rows.filter(({ part }) => part === "test").map(({ id }) => id));
  expect(predictions.every(({ part }) => part === "test")).toBe(true);
  expect(predictions.filter((row) => row.predicted === row.label).length).toBeGreaterThan(10);
  expect(await historyTable.open(whole.history!, objects).all(["epoch"])).toHaveLength(6);
  expect((await model.open(whole.model!, objects).read()).metadata).toEqual({
    ...{ classes: names, labels: [0, 1], width: side, height: side, channels: 1 },
    ...{ normalisation: "bytes / 255", network: "article-cnn", seed: 7, engine: "wasm" },
  });
  const last = notes.at(-1)!;
  expect(last).toMatchObject({ done: last.total, unit: "pictures" });
  expect(last.note).toMatch(/^epoch 6 of 6, loss \d\.\d\d, validation \d\.\d\d$/);
  expect(await run(train, inputs, settings)).toEqual(whole);

  const members = [];
  for (const fold of [1, 2, 3]) {
    const { predictions: manifest } = await run(train, inputs, { ...settings, fold });
    const held = await predictionTable.open(manifest!, objects).all();
    expect(held.map(({ id }) => id)).toEqual(rows.filter((row) => row.fold === fold).map(({ id }) => id));
    members.push({ cell: { fold }, manifest: manifest! });
  }
  const { metrics } = await run(crossValidate, { runs: { kind: "list", members } });
  const figures = await metricTable.open(metrics!, objects).all();
  const pooled = figures.find((row) => row.scope === "pooled" && row.metric === "accuracy");
  expect(pooled).toMatchObject({ class: "", fold: 0, deviation: null, support: 48 });
  expect(pooled!.low!).toBeLessThan(pooled!.value);
  expect(figures.filter((row) => row.scope === "mean" && row.class === "dark")).toHaveLength(3);
});

test("a fold that the split has not is refused", async () => {
  const { table } = await run(split, { images: one(await images()) }, { folds: 3 });
  const training = run(train, { images: one(await pixels()), split: one(table!) }, { fold: 4 });
  await expect(training).rejects.toThrow("there is no fold 4; the split has folds 1 to 3");
});

test("pixels that are not those of the split are refused", async () => {
  const { table } = await run(split, { images: one(await images()) });
  const other = await made(pixelTable, (writer) =>
    writer.write({ id: "stranger", data: new Uint8Array(64), width: 8, height: 8, channels: 1 }),
  );
  const training = run(train, { images: one(other), split: one(table!) });
  await expect(training).rejects.toThrow('picture "stranger" is not in the split');
});

test("pictures that are too small are refused", async () => {
  const { table } = await run(split, { images: one(await images()) });
  const small = await made(pixelTable, async (writer) => {
    for (const { id } of pictures)
      await writer.write({ id, data: new Uint8Array(49), width: 7, height: 7, channels: 1 });
  });
  const training = run(train, { images: one(small), split: one(table!) });
  await expect(training).rejects.toThrow("article-cnn needs pictures of at least 8×8; these are 7×7");
});
