import { expect, test } from "vitest";
import { featureTable } from "../../lib/artifact/features.js";
import { pixelTable } from "../../lib/artifact/pixels.js";
import { ANGLES, TEXTURE_PROPERTIES } from "../../lib/image/co-occurrence.js";
import { ARTICLE_FEATURES, featureNames, features } from "../../lib/image/features.js";
import featuresStep from "../../steps/features.js";
import ingest from "../../steps/ingest.js";
import resize from "../../steps/resize.js";
import { Memory } from "./memory.js";
import { reference } from "./reference.js";

const articleNames = featureNames(ARTICLE_FEATURES);

test.each(["uint8", "float64"] as const)("from pictures to a table of 52 features, of %s", async (dtype) => {
  const memory = new Memory();
  const { images } = await memory.run(ingest, {}, { limit: 20 });
  const size = { width: 28, height: 20, color: "gray", dtype };
  const { images: resized } = await memory.run(resize, { images: images! }, size);
  const pixels = pixelTable.open(resized!, memory);
  expect(pixels).toMatchObject({ rows: 20, width: 28, height: 20, channels: 1, dtype });
  const { table } = await memory.run(featuresStep, { images: resized! });
  const measured = featureTable.open(table!, memory);
  expect(measured.names).toEqual(articleNames);
  const rows = [];
  for await (const row of measured.each()) rows.push(row);
  let index = 0;
  for await (const { id, data } of pixels.each()) {
    expect(data).toBeInstanceOf(dtype === "uint8" ? Uint8Array : Float64Array);
    expect(rows[index++]).toEqual({
      id,
      values: features({ width: 28, height: 20, channels: 1, data }, ARTICLE_FEATURES),
    });
  }
  expect(index).toBe(20);
});

test("names each feature once", () => {
  expect(new Set(articleNames).size).toBe(52);
  expect([articleNames[0], articleNames[31], articleNames[47], articleNames[48]]).toEqual([
    "red_00",
    "green_15",
    "blue_15",
    "contrast",
  ]);
  const many = { bins: 128, distances: [1, 5], angles: ANGLES, properties: TEXTURE_PROPERTIES };
  const names = featureNames(many);
  expect(names.length).toBe(3 * 128 + 2 * 4 * 6);
  expect(new Set(names).size).toBe(names.length);
  expect([names[0], names[127], names[3 * 128], names.at(-1)]).toEqual([
    "red_000",
    "red_127",
    "contrast_d1_a0",
    "correlation_d5_a135",
  ]);
});

test("has the columns that its parameters ask for, in a table that they are read from again", async () => {
  const memory = new Memory();
  const { images } = await memory.run(ingest, {}, { limit: 20 });
  const { images: resized } = await memory.run(resize, { images: images! }, { width: 20, height: 20 });
  const options = { bins: 4, distances: [1, 3], angles: [90, 0], properties: ["ASM", "dissimilarity"] } as const;
  const settings = { ...options, distances: [1, 3], angles: [90, 0], properties: ["ASM", "dissimilarity"] };
  const { table } = await memory.run(featuresStep, { images: resized! }, settings);
  expect(table!.schema).toEqual([["id", "text"], ...featureNames(options).map((name) => [name, "float64"])]);
  expect(featureNames(options).slice(12, 16)).toEqual([
    "ASM_d1_a90",
    "dissimilarity_d1_a90",
    "ASM_d1_a0",
    "dissimilarity_d1_a0",
  ]);
});

test("refuses parameters that name a column twice", async () => {
  const memory = new Memory();
  const { images } = await memory.run(ingest, {}, { limit: 20 });
  const { images: resized } = await memory.run(resize, { images: images! }, { width: 8, height: 8 });
  await expect(memory.run(featuresStep, { images: resized! }, { angles: [0, 0] })).rejects.toThrow("twice");
  await expect(memory.run(featuresStep, { images: resized! }, { angles: [30] })).rejects.toThrow("angles");
});

test.each(reference)("are the reference's numbers in that order: $name", ({ pixels, histogram, textures }) => {
  const { contrast, homogeneity, energy, correlation } = textures[0]![0]!;
  const values = features(pixels, ARTICLE_FEATURES);
  [...histogram, contrast, homogeneity, energy, correlation].forEach((expected, index) => {
    expect(values[index], articleNames[index]).toBeCloseTo(expected, 10);
  });
});
