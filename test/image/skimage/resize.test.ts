import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { toBytes } from "../../../lib/image/depth.js";
import { ARTICLE_FEATURES, features } from "../../../lib/image/features.js";
import { openSkimageResize } from "../../../lib/image/skimage/resize.js";
import { compareFeatures } from "./difference.js";

interface ReferencePicture {
  readonly name: string;
  readonly from: readonly [width: number, height: number, channels: 1 | 3];
  readonly to: readonly [width: number, height: number];
  readonly data: string;
  readonly resized: string;
  readonly bytes: string;
  readonly features: readonly (number | null)[];
  readonly byteFeatures: readonly number[];
}

const file = new URL("../../reference/skimage-resize.json", import.meta.url);
const reference: readonly ReferencePicture[] = JSON.parse(readFileSync(file, "utf8")).pictures;

const cases = reference.map(({ from, to, ...rest }) => {
  const [width, height, channels] = from;
  const pixels = { width, height, channels, data: bytesOf(rest.data) };
  return { ...rest, pixels, size: { width: to[0], height: to[1] }, resized: doublesOf(rest.resized) };
});

test.each(cases)("is scikit-image's resize: $name", ({ pixels, size, resized }) => {
  const { data, ...shape } = openSkimageResize()(pixels, size);
  expect(shape).toEqual({ ...size, channels: pixels.channels });
  expect(furthest(data, resized)).toBeLessThan(1e-11);
});

test.each(cases)("and its bytes: $name", ({ pixels, size, resized, bytes }) => {
  const { data } = toBytes(openSkimageResize()(pixels, size));
  bytesOf(bytes).forEach((byte, index) => {
    const level = resized[index]! * 255;
    const isTie = Math.abs(level - Math.floor(level) - 0.5) < 255e-9;
    if (!isTie) expect(data[index], `value ${index}`).toBe(byte);
  });
});

test.each(cases)("and the article's features, of doubles: $name", ({ pixels, size, features: theirs }) => {
  const resized = openSkimageResize()(pixels, size);
  expect(compareFeatures(resized, features(resized, ARTICLE_FEATURES), theirs)).not.toBe("different");
});

test.each(cases)("and of bytes: $name", ({ pixels, size, bytes, byteFeatures }) => {
  const picture = { ...size, channels: pixels.channels, data: bytesOf(bytes) };
  features(picture, ARTICLE_FEATURES).forEach((value, index) => {
    expect(value, `feature ${index}`).toBeCloseTo(byteFeatures[index]!, 10);
  });
});

test("at least nine in ten of these odd pictures have equal features", () => {
  const equal = cases.filter(({ pixels, size, features: theirs }) => {
    const resized = openSkimageResize()(pixels, size);
    return compareFeatures(resized, features(resized, ARTICLE_FEATURES), theirs) === "equal";
  });
  expect(equal.length / cases.length).toBeGreaterThanOrEqual(0.9);
});

test("one function resizes pictures of all shapes in turn, to any size", () => {
  const resize = openSkimageResize();
  for (const { pixels, size, resized } of [...cases, ...[...cases].reverse()]) {
    expect(furthest(resize(pixels, size).data, resized)).toBeLessThan(1e-11);
  }
});

test("flat channels stay exactly flat from column to column, and flat pictures everywhere", () => {
  const flat = cases.filter(({ name }) => /flat, one level|gray, flat|black|white/.test(name));
  expect(flat.length).toBeGreaterThan(3);
  for (const { pixels, size } of flat) expect(new Set(openSkimageResize()(pixels, size).data).size).toBe(1);
});

function furthest(ours: Float64Array, theirs: Float64Array): number {
  expect(ours.length).toBe(theirs.length);
  return ours.reduce((most, value, index) => Math.max(most, Math.abs(value - theirs[index]!)), 0);
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function doublesOf(base64: string): Float64Array {
  return new Float64Array(bytesOf(base64).buffer);
}
