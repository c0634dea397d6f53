import { ANGLES, coOccurrence, offsetOf } from "../../../lib/image/co-occurrence.js";
import { toBytes } from "../../../lib/image/depth.js";
import { ARTICLE_FEATURES } from "../../../lib/image/features.js";
import { toGray } from "../../../lib/image/gray.js";
import { binEdges } from "../../../lib/image/histogram.js";
import type { FloatPixels, Pixels } from "../../../lib/image/pixels.js";

/** Features that differ by no more are equal. */
export const EQUAL = 1e-4;
/** How near a value lies to a bin's edge, or to a rounding tie, that may fall to either side. */
const NEAR = 1e-9;
const { bins, properties } = ARTICLE_FEATURES;

/**
 * How our 52 features of a picture stand to scikit-image's: equal; different, each difference shown to come from values at an
 * edge or a tie; or different without that. `null` stands for what is no number.
 */
export function compareFeatures(
  picture: FloatPixels,
  ours: readonly number[],
  theirs: readonly (number | null)[],
): "equal" | "at an edge" | "different" {
  const isEqual = (from: number, to: number) =>
    ours.slice(from, to).every((value, index) => {
      const other = theirs[from + index] ?? null;
      return other !== null && Math.abs(value - other) <= EQUAL;
    });
  if (isEqual(0, ours.length)) return "equal";
  const textures = 3 * bins;
  for (let channel = 0; channel < 3; channel++) {
    const from = channel * bins;
    if (isEqual(from, from + bins)) continue;
    const values = valuesOf(picture, channel);
    if (!isAtEdges(values, ours.slice(from, from + bins), theirs.slice(from, from + bins))) return "different";
  }
  if (isEqual(textures, ours.length)) return "at an edge";
  return isAtTies(picture, theirs.slice(textures)) ? "at an edge" : "different";
}

function valuesOf({ channels, data }: FloatPixels, channel: number): Float64Array {
  return data.filter((_, index) => index % channels === (channels === 1 ? 0 : channel));
}

/** Whether no more values can have crossed each inner edge than lie next to it. */
function isAtEdges(values: Float64Array, ours: readonly number[], theirs: readonly (number | null)[]): boolean {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (high - low < NEAR) return true;
  const edges = binEdges(low, high, bins);
  let crossed = 0;
  return ours.every((density, bin) => {
    const edge = edges[bin + 1]!;
    crossed += (density - theirs[bin]!) * (edge - edges[bin]!) * values.length;
    if (bin === bins - 1) return Math.abs(crossed) < 0.5;
    return Math.abs(crossed) < 0.5 + values.filter((value) => Math.abs(value - edge) <= NEAR).length;
  });
}

/**
 * Whether the texture is theirs where levels at a tie, and no others, are rounded as another order of the same sum has it: numpy
 * leaves the sum of the weighted colours to the machine's BLAS.
 */
function isAtTies(picture: FloatPixels, theirs: readonly (number | null)[]): boolean {
  const gray = toGray(picture);
  const bytes = toBytes(gray);
  return SUMS.some((sum) => {
    const otherwise = toBytes({ ...gray, data: gray.data.map((_, at) => sum(picture.data, at * 3)) });
    const moved = [...bytes.data.keys()].filter((at) => bytes.data[at] !== otherwise.data[at]);
    return moved.every((at) => isTie(gray.data[at]! * 255)) && isTexture(otherwise, theirs);
  });
}

function isTie(level: number): boolean {
  return Math.abs(level - Math.floor(level) - 0.5) <= NEAR * 255;
}

const WEIGHTS = [0.2125, 0.7154, 0.0721] as const;

/** The weighted sum of three channels in each order, with and without fused operations. */
const SUMS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].flatMap((order) =>
  [fused, (a: number, b: number, c: number) => a * b + c].map(
    (add) => (data: Float64Array, at: number) =>
      order.reduce((sum, channel) => add(data[at + channel]!, WEIGHTS[channel]!, sum), 0),
  ),
);

/** a · b + c, rounded once: product and sum with their errors, as Dekker and Knuth have them. */
function fused(a: number, b: number, c: number): number {
  const product = a * b;
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  const productError = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  const sum = product + c;
  const added = sum - product;
  return sum + (product - (sum - added) + (c - added) + productError);
}

function halves(value: number): readonly [number, number] {
  const scaled = value * (2 ** 27 + 1);
  const high = scaled - (scaled - value);
  return [high, value - high];
}

function isTexture(gray: Pixels, theirs: readonly (number | null)[]): boolean {
  const texture = coOccurrence(gray, offsetOf(5, ANGLES[0]));
  return properties.every((name, index) => Math.abs(texture[name] - (theirs[index] ?? Number.NaN)) <= EQUAL);
}
