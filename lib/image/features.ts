import { coOccurrence } from "./co-occurrence.js";
import { toGray } from "./gray.js";
import { HISTOGRAM_BINS, histogram } from "./histogram.js";
import type { Pixels } from "./pixels.js";

const channels = ["red", "green", "blue"] as const;
const bins = Array.from({ length: HISTOGRAM_BINS }, (_, bin) => String(bin).padStart(2, "0"));

/** The names of the 52 features, in order: `red_00`…`blue_15`, then four of the texture. */
export const FEATURE_NAMES: readonly string[] = [
  ...channels.flatMap((channel) => bins.map((bin) => `${channel}_${bin}`)),
  "contrast",
  "homogeneity",
  "energy",
  "correlation",
];

/** The article's 52 hand-made features: three density histograms of 16 bins, and the texture at distance 5, angle 0. */
export function features(pixels: Pixels): number[] {
  const { contrast, homogeneity, energy, correlation } = coOccurrence(toGray(pixels));
  return [...histogram(pixels), contrast, homogeneity, energy, correlation];
}
