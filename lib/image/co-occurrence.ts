import type { Pixels } from "./pixels.js";

/** From a pixel to its neighbour: [rows down, columns right]. */
export type Offset = readonly [row: number, column: number];

/** Directions to a neighbour, in degrees: right, down and right, down, down and left. */
export const ANGLES = [0, 45, 90, 135] as const;
export type Angle = (typeof ANGLES)[number];

/** The neighbour at a distance in pixels, rounded as scikit-image's `graycomatrix` does. */
export function offsetOf(distance: number, angle: Angle): Offset {
  const radians = (angle / 180) * Math.PI;
  return [Math.round(Math.sin(radians) * distance), roundFromZero(Math.cos(radians) * distance)];
}

function roundFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

/** Properties of a grey-level co-occurrence matrix, in scikit-image's words and order; see `Texture`. */
export const TEXTURE_PROPERTIES = ["contrast", "dissimilarity", "homogeneity", "ASM", "energy", "correlation"] as const;
export type TextureProperty = (typeof TEXTURE_PROPERTIES)[number];

/** See `coOccurrence`. */
export interface Texture {
  /** Σ p (i − j)², 0…65025. */
  readonly contrast: number;
  /** Σ p |i − j|, 0…255. */
  readonly dissimilarity: number;
  /** Σ p / (1 + (i − j)²), 0…1. */
  readonly homogeneity: number;
  /** Angular second moment, Σ p², 0…1. */
  readonly ASM: number;
  /** √ASM. */
  readonly energy: number;
  /** Of i and j, −1…1; 1 where either never varies. */
  readonly correlation: number;
}

/**
 * Texture of a grey picture (one channel): of its 256 × 256 matrix of level pairs (i at a pixel, j at its neighbour by `offset`),
 * not symmetric, the properties as scikit-image's `graycoprops` defines them, p being a pair's share of all pairs. A picture too small
 * for any pair gives 0 throughout, and a correlation of 1.
 */
export function coOccurrence(gray: Pixels, offset: Offset): Texture {
  const { pairs, squares, differences, sums } = countPairs(gray, offset);
  if (pairs === 0) return { contrast: 0, dissimilarity: 0, homogeneity: 0, ASM: 0, energy: 0, correlation: 1 };
  let contrast = 0;
  let dissimilarity = 0;
  let homogeneity = 0;
  for (const [difference, count] of differences.entries()) {
    contrast += count * difference ** 2;
    dissimilarity += count * difference;
    homogeneity += count / (1 + difference ** 2);
  }
  return {
    contrast: contrast / pairs,
    dissimilarity: dissimilarity / pairs,
    homogeneity: homogeneity / pairs,
    ASM: squares / pairs ** 2,
    energy: Math.sqrt(squares) / pairs,
    correlation: correlation(pairs, sums),
  };
}

interface Sums {
  readonly i: number;
  readonly j: number;
  readonly ii: number;
  readonly jj: number;
  readonly ij: number;
}

/** All in whole numbers, so that they are exact. */
interface Pairs {
  readonly pairs: number;
  /** Σ count² over the matrix. */
  readonly squares: number;
  /** How many pairs have each |i − j|. */
  readonly differences: Uint32Array;
  readonly sums: Sums;
}

function countPairs({ width, height, data }: Pixels, [down, right]: Offset): Pairs {
  const seen = new Uint32Array(256 * 256);
  const differences = new Uint32Array(256);
  const step = down * width + right;
  const from = Math.max(0, -right);
  const to = width - Math.max(0, right);
  const rows = Math.max(0, height - down);
  let squares = 0;
  const sums = { i: 0, j: 0, ii: 0, jj: 0, ij: 0 };
  for (let row = 0; row < rows; row++) {
    // Sums of a row stay small whole numbers, which are faster than doubles.
    let [doubled, i, j, ii, jj, ij] = [0, 0, 0, 0, 0, 0];
    for (let at = row * width + from, end = row * width + to; at < end; at++) {
      const one = data[at] ?? 0;
      const other = data[at + step] ?? 0;
      const cell = (one << 8) | other;
      const count = seen[cell] ?? 0;
      seen[cell] = count + 1;
      doubled += count;
      const difference = Math.abs(one - other);
      differences[difference] = (differences[difference] ?? 0) + 1;
      i += one;
      j += other;
      ii += one * one;
      jj += other * other;
      ij += one * other;
    }
    squares += doubled;
    sums.i += i;
    sums.j += j;
    sums.ii += ii;
    sums.jj += jj;
    sums.ij += ij;
  }
  const pairs = rows * Math.max(0, to - from);
  return { pairs, squares: 2 * squares + pairs, differences, sums };
}

function correlation(pairs: number, { i, j, ii, jj, ij }: Sums): number {
  const varianceI = difference(pairs, ii, i, i);
  const varianceJ = difference(pairs, jj, j, j);
  if (varianceI === 0 || varianceJ === 0) return 1;
  return difference(pairs, ij, i, j) / Math.sqrt(varianceI) / Math.sqrt(varianceJ);
}

/** n · Σab − Σa · Σb, whose terms are nearly equal and of more digits than a double has where pictures are large and even. */
function difference(pairs: number, products: number, a: number, b: number): number {
  return Number(BigInt(pairs) * BigInt(products) - BigInt(a) * BigInt(b));
}
