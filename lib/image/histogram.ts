import type { Pixels } from "./pixels.js";

export const HISTOGRAM_BINS = 16;

/**
 * A density histogram per channel, as numpy's `histogram(channel, bins=16, density=True)` has it: 3 × 16 numbers, red, green,
 * blue. The bins divide the range from the channel's least to its greatest value, the last bin closed; a flat channel's range
 * is its value ± 0.5. Densities are per grey level: a channel's sum times its bin width is 1. A grey picture counts as three
 * equal channels.
 */
export function histogram({ channels, data }: Pixels): number[] {
  const densities = Array.from({ length: channels }, (_, channel) =>
    channelDensity(countLevels(data, channel, channels)),
  );
  const [red = [], green = red, blue = red] = densities;
  return [...red, ...green, ...blue];
}

/** How many pixels have each of the 256 levels. */
function countLevels(data: Uint8Array, channel: number, channels: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = channel; at < data.length; at += channels) {
    const level = data[at] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
}

function channelDensity(levels: Uint32Array): number[] {
  let low = levels.findIndex((count) => count > 0);
  let high = levels.findLastIndex((count) => count > 0);
  const first = low;
  const last = high;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  // The range is a whole number of levels, so that the edges, sixteenths of it, are exact.
  const width = (high - low) / HISTOGRAM_BINS;
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  let total = 0;
  for (let level = first; level <= last; level++) {
    const count = levels[level] ?? 0;
    const bin = Math.min(Math.floor((level - low) / width), HISTOGRAM_BINS - 1);
    counts[bin] = (counts[bin] ?? 0) + count;
    total += count;
  }
  return counts.map((count) => count / width / total);
}
