import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { type ImageRow, imageTable } from "../../lib/artifact/images.js";
import { endsPart } from "../../lib/artifact/manifest.js";
import { compareIds, digestBytes, type Json, type ObjectDigest } from "../../lib/digest.js";
import type { PipelineError } from "../../lib/error.js";
import { random } from "../../lib/learn/random.js";
import ingest from "../../steps/ingest.js";
import { seed } from "../seed.js";
import { mapNotes } from "../step/map-notes.js";
import { Memory } from "./memory.js";
import { photo } from "./pictures.js";

const text = (words: string) => new TextEncoder().encode(words);
let photos: Uint8Array[];
beforeAll(async () => {
  photos = await Promise.all(Array.from({ length: 8 }, (_, number) => photo(number)));
});

/** Two classes of four photos. */
const good = () =>
  Object.fromEntries(photos.map((bytes, index) => [`${index < 4 ? "keys" : "wallet"}/${index}.jpg`, bytes]));

async function ingested(folder: { [id: string]: Uint8Array }, settings: { [name: string]: Json } = {}) {
  const memory = new Memory(folder);
  const { images, rejected } = await memory.run(ingest, { photos: await memory.source() }, settings);
  return {
    rows: (await imageTable.open(images!, memory).all()) as ImageRow[],
    reader: imageTable.open(images!, memory),
    rejected: await ingest.out.rejected.open(rejected!, memory).all(),
  };
}

test("makes a row of each photo, which stays in its file", async () => {
  const { rows, rejected, reader } = await ingested(good());
  expect(rejected).toEqual([]);
  expect(rows.map(({ id }) => id)).toEqual(Object.keys(good()).sort(compareIds));
  expect(rows[4]).toEqual({
    id: "wallet/4.jpg",
    label: 1,
    class: "wallet",
    group: "",
    given: null,
    width: 48,
    height: 32,
    channels: 3,
    depth: 8,
    space: "rgb",
    orientation: 1,
    captured: null,
    camera: null,
    hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    status: "sound",
    digest: digestBytes(photos[4]!),
    storage: "file",
    bytes: null,
  });
  expect(await reader.picture(rows[4]!)).toEqual({ form: "encoded", bytes: photos[4] });
});

test("what it remembers of other folders changes nothing: random edits, against a run that remembers nothing", async () => {
  const draw = random("ingest", seed);
  const names = Array.from({ length: 1500 }, (_, index) => `${["dog", "eel", "fox"][index % 3]}/${index}.jpg`);
  // Every third ends a part, so that parts can be known.
  const pool = [...names.filter(endsPart).slice(0, 5), ...names.filter((name) => !endsPart(name)).slice(0, 10)];
  const folder = new Map(pool.map((id, index) => [id, photos[index % photos.length]!]));
  const objects = new Map<ObjectDigest, Uint8Array>();
  // They hold for the same parameters.
  const [notes, notesGrouped] = [mapNotes(), mapNotes()];
  let known = 0;
  for (let round = 0; round < 40; round++) {
    const id = pool[draw.below(pool.length)]!;
    const edits = [
      () => folder.set(id, photos[draw.below(photos.length)]!),
      () => folder.set(id, photos[0]!.subarray(0, 200)),
      () => folder.size > 12 && folder.delete(id),
      // A class before the others numbers them anew.
      () => ["ant/1.jpg", "ant/2.jpg"].map((ant) => folder.delete(ant) || folder.set(ant, photos[1]!)),
    ];
    edits[draw.below(edits.length)]!();
    const all = Object.fromEntries(folder);
    const grouped = draw.below(4) === 0;
    const settings = { max_rejected: 1, ...(grouped ? { group: "^(.)" } : {}) };
    const run = async (memory: Memory, host: Parameters<Memory["run"]>[3]) =>
      memory.run(ingest, { photos: await memory.source() }, settings, host);
    const before = new Set(objects.keys());
    const made = await run(new Memory(all, objects), { notes: grouped ? notesGrouped : notes }).catch(codeOf);
    const clean = await run(new Memory(all), {}).catch(codeOf);
    expect(made).toEqual(clean);
    if (typeof made === "object") known += made.images!.parts.filter(({ digest }) => before.has(digest)).length;
  }
  expect(known).toBeGreaterThan(12);
});

test("a file that is rejected unread at one time and not at another is known both times", async () => {
  const dogs = Array.from({ length: 500 }, (_, index) => `dog/${index}.jpg`).filter(endsPart);
  const train = ["a/1", "a/2", "b/1", "b/2", "loose"].map((name, index) => [`train/${name}.jpg`, photos[index]!]);
  const parted = Object.fromEntries(train);
  // The list of the others is a part as it was.
  const classes = { ...parted, [dogs[0]!]: photos[5]!, [dogs[1]!]: photos[6]! };
  const notes = mapNotes();
  const run = async (folder: typeof parted, host: Parameters<Memory["run"]>[3]) => {
    const memory = new Memory(folder);
    return memory.run(ingest, { photos: await memory.source() }, { max_rejected: 1 }, host);
  };
  for (const folder of [parted, classes, parted]) expect(await run(folder, { notes })).toEqual(await run(folder, {}));
  const listed = (...more: string[]) => {
    const rows = [
      "file,class",
      ..."01234567".split("").map((name) => `${name}.jpg,${name < "4" ? "a" : "b"}`),
      ...more,
    ];
    return {
      ...Object.fromEntries(photos.map((bytes, index) => [`${index}.jpg`, bytes])),
      "labels.csv": text(rows.join("\n")),
    };
  };
  const twice = listed("0.jpg,b");
  for (const folder of [listed(), twice, listed()]) expect(await run(folder, { notes })).toEqual(await run(folder, {}));
});

const codeOf = (error: unknown) => (error as PipelineError).code;

test("takes the first folder as the class, orders classes by code point, and skips what systems leave", async () => {
  const { rows, rejected } = await ingested({
    "Zebra/1.jpg": photos[0]!,
    "Zebra/deep/er/2.jpg": photos[1]!,
    "apple/1.jpg": photos[2]!,
    "apple/2.jpg": photos[3]!,
    "águila/1.jpg": photos[4]!,
    "águila/2.jpg": photos[5]!,
    "apple/Thumbs.db": text("x"),
    "apple/.DS_Store": text("x"),
    "apple/desktop.ini": text("x"),
    ".git/config": text("x"),
  });
  expect(rejected).toEqual([]);
  expect(rows.map((row) => [row.id, row.class, row.label])).toEqual([
    ["Zebra/1.jpg", "Zebra", 0],
    ["Zebra/deep/er/2.jpg", "Zebra", 0],
    ["apple/1.jpg", "apple", 1],
    ["apple/2.jpg", "apple", 1],
    ["águila/1.jpg", "águila", 2],
    ["águila/2.jpg", "águila", 2],
  ]);
});

test("gives width and height as the picture is seen", async () => {
  const turned = await sharp(photos[0]!).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  const { rows } = await ingested({ ...good(), "keys/0.jpg": turned });
  expect([rows[0]?.width, rows[0]?.height]).toEqual([32, 48]);
});

test("rejects what is no picture, each with its reason", async () => {
  const { rows, rejected } = await ingested(
    {
      ...good(),
      "keys/cut.jpg": photos[0]!.subarray(0, 600),
      "keys/notes.txt": text("bought in May"),
      "keys/zero.jpg": new Uint8Array(),
      "readme.md": text("my photos"),
    },
    { max_rejected: 0.5 },
  );
  expect(rows.length).toBe(8);
  expect(rejected.map(({ id, reason }) => [id, reason])).toEqual([
    ["keys/cut.jpg", "truncated"],
    ["keys/notes.txt", "not-a-picture"],
    ["keys/zero.jpg", "empty"],
    ["readme.md", "outside-class-folder"],
  ]);
});

test("fails where more is rejected than max_rejected allows, naming files and setting", async () => {
  await expect(ingested({ ...good(), "keys/notes.txt": text("x") })).rejects.toMatchObject({
    code: "too-many-rejected",
    message: expect.stringMatching(/1 of 9 .*max_rejected: 0\.05.*"keys\/notes\.txt" \(not-a-picture\)/),
    remedy: expect.stringContaining("max_rejected"),
  });
});

test.each([
  ["no-pictures", [], "empty"],
  ["no-pictures", ["notes.txt"], "notes.txt"],
  ["no-class-folders", ["1.jpg", "2.jpg"], "1.jpg"],
  ["single-class", ["keys/1.jpg", "keys/2.jpg"], "keys"],
  ["class-too-small", ["keys/1.jpg", "keys/2.jpg", "wallet/1.jpg"], "wallet"],
])("fails with %s for %j", async (code, ids, named) => {
  const folder = Object.fromEntries(ids.map((id, index) => [id, id.endsWith(".txt") ? text("x") : photos[index]!]));
  const failure = { code, message: expect.stringContaining(named), remedy: expect.any(String) };
  await expect(ingested(folder)).rejects.toMatchObject(failure);
});

test("takes a limit evenly over the classes, the same ones each time", async () => {
  const folder = Object.fromEntries(photos.map((bytes, index) => [`${index < 2 ? "a" : "b"}/${index}.jpg`, bytes]));
  const { rows } = await ingested(folder, { limit: 5 });
  expect(rows.map((row) => row.class)).toEqual(["a", "a", "b", "b", "b"]);
  expect((await ingested(folder, { limit: 5 })).rows).toEqual(rows);
});

/** Fashion-MNIST's files in small: two classes, `train` and `test` pictures of each, 2 × 2 pixels. */
function fashion(train: number, held: number) {
  const file = (shape: number[], data: number[]) => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.set([0, 0, 8, shape.length]);
    shape.forEach((size, index) => {
      header.writeUInt32BE(size, 4 + 4 * index);
    });
    return Uint8Array.from(gzipSync(Buffer.concat([header, Buffer.from(data)])));
  };
  const part = (stem: string, count: number) => ({
    [`${stem}-images-idx3-ubyte.gz`]: file(
      [count, 2, 2],
      Array.from({ length: 4 * count }, (_, index) => index % 256),
    ),
    [`${stem}-labels-idx1-ubyte.gz`]: file(
      [count],
      Array.from({ length: count }, (_, index) => index % 2),
    ),
  });
  return { ...part("train", train), ...part("t10k", held) };
}

test("keeps the official parts of IDX files, or pools them", async () => {
  const { rows } = await ingested(fashion(6, 4));
  expect(rows.map((row) => row.given)).toEqual([...Array(4).fill("test"), ...Array(6).fill("train")]);
  expect(rows[4]).toMatchObject({
    id: "train/00000",
    class: "T-shirt/top",
    storage: "raw",
    width: 2,
    height: 2,
    channels: 1,
  });
  expect(rows[4]!.digest).toBe(digestBytes(rows[4]!.bytes!));
  const pooled = await ingested(fashion(6, 4), { split: "pooled" });
  expect(pooled.rows).toEqual(rows.map((row) => ({ ...row, given: null })));
});

test("takes a limit in proportion over the official parts", async () => {
  const { rows } = await ingested(fashion(24, 8), { limit: 16 });
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(`${row.given} ${row.label}`, (counts.get(`${row.given} ${row.label}`) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({ "test 0": 2, "test 1": 2, "train 0": 6, "train 1": 6 });
});

test("makes the sample where no photos are given, and says how far it is", async () => {
  const memory = new Memory();
  const seen: number[] = [];
  const report = { progress: ({ done }: { done: number }) => void seen.push(done) };
  const { images } = await memory.run(ingest, {}, { limit: 40 }, report);
  const rows = await imageTable.open(images!, memory).all();
  expect(rows.length).toBe(40);
  expect(new Set(rows.map((row) => row.class)).size).toBe(5);
  expect(
    rows.every((row) => row.storage === "encoded" && row.group !== "" && row.digest === digestBytes(row.bytes!)),
  ).toBe(true);
  expect(seen.at(-1)).toBe(40);
});

test("stops when it is told to", async () => {
  const memory = new Memory(good());
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(memory.run(ingest, { photos: await memory.source() }, {}, { signal })).rejects.toThrow("stopped");
});

const trashnet = fileURLToPath(new URL("../../../shared/data/trashnet/", import.meta.url));
test.skipIf(!existsSync(trashnet))("reads photos of TrashNet (skipped where shared/data is absent)", async () => {
  const folder: { [id: string]: Uint8Array } = {};
  for (const name of readdirSync(trashnet)) {
    const some = readdirSync(join(trashnet, name)).slice(0, 20);
    for (const file of some) folder[`${name}/${file}`] = Uint8Array.from(readFileSync(join(trashnet, name, file)));
  }
  const { rows, rejected } = await ingested(folder);
  expect(rejected).toEqual([]);
  expect(rows.length).toBe(120);
  expect(rows.every(({ width, height, channels }) => width === 150 && height === 150 && channels === 3)).toBe(true);
});
