import type { AnyPixels } from "./pixels.js";

/** A range of doubles no wider than that is rounding, and counts as flat. */
const FLAT = 1e-9;

/**
 * A density histogram per channel, as numpy's `histogram(channel, bins, density=True)` has it: 3 × `bins` numbers, red, green,
 * blue. The bins divide the range from the channel's least to its greatest value, the last bin closed; a flat channel's range
 * is its value ± 0.5. Densities are per unit, of 255 or of 1: a channel's sum times its bin width is 1. A grey picture counts as
 * three equal channels. Other than in numpy, a channel of doubles whose values all lie within 1e-9 is flat.
 */
export function histogram({ channels, data }: AnyPixels, bins: number): number[] {
  const densities =
    data instanceof Uint8Array
      ? countLevels(data, channels).map((levels) => byteDensity(levels, bins))
      : Array.from({ length: channels }, (_, channel) => floatDensity(data, channel, channels, bins));
  const [red = [], green = red, blue = red] = densities;
  return [...red, ...green, ...blue];
}

/** How many pixels have each of the 256 levels, of each channel: in one pass, which takes half the time of three. */
function countLevels(data: Uint8Array, channels: 1 | 3): Uint32Array[] {
  const counts = new Uint32Array(256 * channels);
  const count = (place: number) => {
    counts[place] = (counts[place] ?? 0) + 1;
  };
  if (channels === 1) for (const level of data) count(level);
  else {
    for (let at = 0; at < data.length; at += 3) {
      count(data[at] ?? 0);
      count(256 | (data[at + 1] ?? 0));
      count(512 | (data[at + 2] ?? 0));
    }
  }
  return Array.from({ length: channels }, (_, channel) => counts.subarray(256 * channel, 256 * (channel + 1)));
}

function byteDensity(levels: Uint32Array, bins: number): number[] {
  const first = levels.findIndex((count) => count > 0);
  const last = levels.findLastIndex((count) => count > 0);
  const edges = binEdges(first, last, bins);
  const counts = new Uint32Array(bins);
  const low = edges[0] ?? 0;
  const scale = bins / ((edges[bins] ?? 0) - low);
  for (let level = first; level <= last; level++) {
    const bin = heldAgainst(edges, level, ((level - low) * scale) | 0);
    counts[bin] = (counts[bin] ?? 0) + (levels[level] ?? 0);
  }
  return densityOf(counts, edges);
}

function floatDensity(data: Float64Array, channel: number, channels: number, bins: number): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = channel; at < data.length; at += channels) {
    const value = data[at] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const edges = high - low < FLAT ? binEdges(low, low, bins) : binEdges(low, high, bins);
  const counts = new Uint32Array(bins);
  const first = edges[0] ?? 0;
  const scale = bins / ((edges[bins] ?? 0) - first);
  for (let at = channel; at < data.length; at += channels) {
    const value = data[at] ?? 0;
    const bin = heldAgainst(edges, value, ((value - first) * scale) | 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return densityOf(counts, edges);
}

/** `bins` + 1 numbers, as numpy's `linspace` rounds them. */
export function binEdges(low: number, high: number, bins: number): Float64Array {
  if (low === high) return binEdges(low - 0.5, high + 0.5, bins);
  const width = (high - low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, edge) => (edge === bins ? high : edge * width + low));
}

/** The bin of a value, found by division, which rounds, and may be off by one; the last bin is closed. */
function heldAgainst(edges: Float64Array, value: number, found: number): number {
  const last = edges.length - 2;
  const bin = Math.min(found, last);
  if (value < (edges[bin] ?? 0)) return bin - 1;
  return bin < last && value >= (edges[bin + 1] ?? 0) ? bin + 1 : bin;
}

function densityOf(counts: Uint32Array, edges: Float64Array): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count, bin) => count / ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0)) / total);
}
