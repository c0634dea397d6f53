import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ingested, text } from "./ingested.js";

/** Written by pyarrow with `hugging-face.py`: one compressed with Snappy, one with Zstandard. */
const file = (part: string) => Uint8Array.from(readFileSync(new URL(`hugging-face-${part}.parquet`, import.meta.url)));
const both = () => ({
  "data/train-00000-of-00001.parquet": file("train"),
  "data/test-00000-of-00001.parquet": file("test"),
});

test("reads what pyarrow writes: numbers, their names, parts, rows without label or bytes", async () => {
  const { rows, rejected } = await ingested(both(), { max_rejected: 0.5 });
  expect(rows.map(({ id, label, class: name, given }) => `${id} ${label} ${name} ${given}`)).toEqual([
    "data/test-00000-of-00001/000000 0 wolf test",
    "data/test-00000-of-00001/000001 1 Bär test",
    "data/train-00000-of-00001/000000 1 Bär train",
    "data/train-00000-of-00001/000001 0 wolf train",
    "data/train-00000-of-00001/000002 1 Bär train",
    "data/train-00000-of-00001/000003 0 wolf train",
    "data/train-00000-of-00001/000004 1 Bär train",
  ]);
  expect(
    rows.every(
      ({ width, height, channels, storage }) => `${width} ${height} ${channels} ${storage}` === "4 3 1 encoded",
    ),
  ).toBe(true);
  expect(rejected.map(({ id, reason }) => [id, reason])).toEqual([
    ["data/test-00000-of-00001/000002", "unlabeled"],
    ["data/test-00000-of-00001/000003", "empty"],
  ]);
});

test.each([
  ["parquet-columns", { columns: { label: "breed" } }, both, '"breed"'],
  ["parquet-columns", { columns: { image: "img" }, source: "parquet" }, both, "image, label"],
  ["parquet-damaged", {}, () => ({ "train.parquet": file("train").subarray(0, 500) }), "train.parquet"],
  ["parquet-damaged", {}, () => ({ "train.parquet": text("<html>not found</html>") }), "train.parquet"],
])("fails with %s where %j", async (code, settings, folder, named) => {
  await expect(ingested(folder(), settings)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(named),
    remedy: expect.any(String),
  });
});
