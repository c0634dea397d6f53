import type { Pixels } from "./pixels.js";

/** From a pixel to its neighbour: [rows down, columns right]. */
export type Offset = readonly [row: number, column: number];

/** Distance 5 at 0°, 45°, 90° and 135°, rounded as scikit-image's `graycomatrix` does. */
export const OFFSETS: readonly [Offset, Offset, Offset, Offset] = [
  [0, 5],
  [4, 4],
  [5, 0],
  [4, -4],
];

/** Properties of a grey-level co-occurrence matrix; see `coOccurrence`. */
export interface Texture {
  /** Σ p (i − j)², 0…65025. */
  readonly contrast: number;
  /** Σ p / (1 + (i − j)²), 0…1. */
  readonly homogeneity: number;
  /** √Σ p², 0…1. */
  readonly energy: number;
  /** Of i and j, −1…1; 1 where either never varies. */
  readonly correlation: number;
}

/**
 * Texture of a grey picture (one channel): of its 256 × 256 matrix of level pairs (i at a pixel, j at its neighbour by `offset`),
 * not symmetric, the properties as scikit-image's `graycoprops` defines them, p being a pair's share of all pairs. A picture too small
 * for any pair gives 0, 0, 0 and 1.
 */
export function coOccurrence(gray: Pixels, offset: Offset = OFFSETS[0]): Texture {
  const seen = new Uint32Array(256 * 256);
  const differences = new Uint32Array(256);
  let pairs = 0;
  let sumI = 0;
  let sumJ = 0;
  let squares = 0;
  forEachPair(gray, offset, (i, j) => {
    const cell = i * 256 + j;
    const count = seen[cell] ?? 0;
    seen[cell] = count + 1;
    squares += 2 * count + 1;
    const difference = Math.abs(i - j);
    differences[difference] = (differences[difference] ?? 0) + 1;
    sumI += i;
    sumJ += j;
    pairs++;
  });
  if (pairs === 0) return { contrast: 0, homogeneity: 0, energy: 0, correlation: 1 };
  let contrast = 0;
  let homogeneity = 0;
  for (const [difference, count] of differences.entries()) {
    contrast += count * difference ** 2;
    homogeneity += count / (1 + difference ** 2);
  }
  return {
    contrast: contrast / pairs,
    homogeneity: homogeneity / pairs,
    energy: Math.sqrt(squares) / pairs,
    correlation: correlation(gray, offset, sumI / pairs, sumJ / pairs),
  };
}

function correlation(gray: Pixels, offset: Offset, meanI: number, meanJ: number): number {
  let varianceI = 0;
  let varianceJ = 0;
  let covariance = 0;
  forEachPair(gray, offset, (i, j) => {
    varianceI += (i - meanI) ** 2;
    varianceJ += (j - meanJ) ** 2;
    covariance += (i - meanI) * (j - meanJ);
  });
  return varianceI === 0 || varianceJ === 0 ? 1 : covariance / Math.sqrt(varianceI * varianceJ);
}

function forEachPair(
  { width, height, data }: Pixels,
  [down, right]: Offset,
  visit: (i: number, j: number) => void,
): void {
  const step = down * width + right;
  const from = Math.max(0, -right);
  const to = width - Math.max(0, right);
  for (let row = 0; row < height - down; row++) {
    for (let at = row * width + from, end = row * width + to; at < end; at++)
      visit(data[at] ?? 0, data[at + step] ?? 0);
  }
}
