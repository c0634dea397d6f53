import { type Angle, coOccurrence, offsetOf, type TextureProperty } from "./co-occurrence.js";
import { toBytes } from "./depth.js";
import { toGray } from "./gray.js";
import { histogram } from "./histogram.js";
import type { AnyPixels } from "./pixels.js";

/** Which hand-made features are computed. */
export interface FeatureOptions {
  /** Of each channel's histogram. */
  readonly bins: number;
  /** In pixels, to the neighbours whose levels are compared. */
  readonly distances: readonly number[];
  readonly angles: readonly Angle[];
  readonly properties: readonly TextureProperty[];
}

/** The article's 52: three histograms of 16 bins, four properties of the texture at distance 5, angle 0. */
export const ARTICLE_FEATURES: FeatureOptions = {
  bins: 16,
  distances: [5],
  angles: [0],
  properties: ["contrast", "homogeneity", "energy", "correlation"],
};

/**
 * The features' names, in order: `red_00`…`blue_15`, then those of the texture, `contrast` where there is one distance and one
 * angle, else `contrast_d5_a0`.
 */
export function featureNames({ bins, distances, angles, properties }: FeatureOptions): readonly string[] {
  const digits = Math.max(2, String(bins - 1).length);
  const channels = ["red", "green", "blue"].flatMap((channel) =>
    Array.from({ length: bins }, (_, bin) => `${channel}_${String(bin).padStart(digits, "0")}`),
  );
  const only = distances.length * angles.length === 1;
  const textures = distances.flatMap((distance) =>
    angles.flatMap((angle) => properties.map((name) => (only ? name : `${name}_d${distance}_a${angle}`))),
  );
  return [...channels, ...textures];
}

/**
 * Hand-made features of a picture, as `featureNames` names them: density histograms of each channel as it is, then textures of
 * the picture in grey bytes. Grey is made of a picture's own values, doubles of doubles, before it is brought to bytes.
 */
export function features(pixels: AnyPixels, { bins, distances, angles, properties }: FeatureOptions): number[] {
  const values = histogram(pixels, bins);
  const gray = toBytes(toGray(pixels));
  for (const distance of distances) {
    for (const angle of angles) {
      const texture = coOccurrence(gray, offsetOf(distance, angle));
      for (const name of properties) values.push(texture[name]);
    }
  }
  return values;
}
