import { expect, test } from "vitest";
import { pixelTable } from "../../lib/artifact/pixels.js";
import { FEATURE_NAMES, features } from "../../lib/image/features.js";
import featuresStep from "../../steps/features.js";
import ingest from "../../steps/ingest.js";
import resize from "../../steps/resize.js";
import { Memory } from "./memory.js";
import { reference } from "./reference.js";

test("from pictures to a table of 52 features", async () => {
  const memory = new Memory();
  const { images } = await memory.run(ingest, {}, { limit: 20 });
  const { images: resized } = await memory.run(resize, { images: images! }, { width: 28, height: 20, color: "gray" });
  const pixels = pixelTable.open(resized!, memory);
  expect([pixels.rows, pixels.width, pixels.height, pixels.channels]).toEqual([20, 28, 20, 1]);
  const { table } = await memory.run(featuresStep, { images: resized! });
  const rows = await featuresStep.out.table.open(table!, memory).all();
  let index = 0;
  for await (const { id, data } of pixels.each()) {
    const values = features({ width: 28, height: 20, channels: 1, data });
    expect(rows[index++]).toEqual({ id, ...Object.fromEntries(FEATURE_NAMES.map((name, at) => [name, values[at]])) });
  }
  expect(index).toBe(20);
});

test("names each feature once", () => {
  expect(new Set(FEATURE_NAMES).size).toBe(52);
  expect([FEATURE_NAMES[0], FEATURE_NAMES[31], FEATURE_NAMES[47], FEATURE_NAMES[48]]).toEqual([
    "red_00",
    "green_15",
    "blue_15",
    "contrast",
  ]);
});

test.each(reference)("are the reference's numbers in that order: $name", ({ pixels, histogram, textures }) => {
  const { contrast, homogeneity, energy, correlation } = textures[0]!;
  const values = features(pixels);
  [...histogram, contrast, homogeneity, energy, correlation].forEach((expected, index) => {
    expect(values[index], FEATURE_NAMES[index]).toBeCloseTo(expected, 10);
  });
});
