import { toGray } from "./gray.js";
import type { Pixels } from "./pixels.js";

/** Side of the picture that a hash is made of, in pixels. */
export const HASH_SIDE = 32;
const LOW = 8;

/**
 * DCT hash of a 32 × 32 picture, in grey: bit k of 64, the first the highest, is set where the k-th of the 8 × 8 lowest
 * coefficients, row after row, is over their median. 16 hex digits; null where the picture is as good as one colour, so that
 * the bits would say nothing. As `imagehash.phash` in Python, after C. Zauner, Implementation and Benchmarking of Perceptual
 * Image Hash Functions (2010), 3.2.1.
 */
export function perceptualHash(pixels: Pixels): string | null {
  const { width, height, data } = toGray(pixels);
  if (width !== HASH_SIDE || height !== HASH_SIDE) throw new RangeError(`${width}×${height} pixels for ${HASH_SIDE}`);
  const low = lowCoefficients(data);
  if (contrast(low) < FLAT) return null;
  const sorted = low.toSorted();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  let hash = "";
  for (let digit = 0; digit < 16; digit++) {
    let bits = 0;
    for (let bit = 0; bit < 4; bit++) bits = 2 * bits + ((low[4 * digit + bit] ?? 0) > median ? 1 : 0);
    hash += bits.toString(16);
  }
  return hash;
}

/** What a picture's contrast, in grey levels, must reach in the low frequencies. */
const FLAT = 1;

/** The root mean square, over the pixels, of what the coefficients besides the mean draw (Parseval). */
function contrast(low: Float64Array): number {
  let sum = 0;
  for (let index = 1; index < low.length; index++) {
    const scale = (index < LOW ? 2 : 1) * (index % LOW === 0 ? 2 : 1);
    sum += (low[index] ?? 0) ** 2 / scale;
  }
  return Math.sqrt(sum) / HASH_SIDE ** 2 / 2;
}

/** Rows and columns 0…7 of the DCT-II, Σ 2 x cos(π k (2 n + 1) / 64) in both directions, row after row. */
function lowCoefficients(gray: Uint8Array): Float64Array {
  const rows = new Float64Array(HASH_SIDE * LOW);
  for (let y = 0; y < HASH_SIDE; y++) {
    const line = gray.subarray(y * HASH_SIDE, (y + 1) * HASH_SIDE);
    for (let u = 0; u < LOW; u++) rows[u * HASH_SIDE + y] = inner(line, COSINES[u]);
  }
  const low = new Float64Array(LOW * LOW);
  for (let u = 0; u < LOW; u++) {
    const line = rows.subarray(u * HASH_SIDE, (u + 1) * HASH_SIDE);
    for (let v = 0; v < LOW; v++) {
      const sum = inner(line, COSINES[v]);
      // What is 0 but for rounding is 0, or the bits of a plain picture would be noise.
      low[v * LOW + u] = Math.abs(sum) < 1e-6 ? 0 : sum;
    }
  }
  return low;
}

function inner(values: Uint8Array | Float64Array, cosines: Float64Array = new Float64Array()): number {
  let sum = 0;
  for (let index = 0; index < cosines.length; index++) sum += (values[index] ?? 0) * (cosines[index] ?? 0);
  return sum;
}

const COSINES = Array.from({ length: LOW }, (_, frequency) =>
  Float64Array.from(
    { length: HASH_SIDE },
    (_, place) => 2 * Math.cos((Math.PI * frequency * (2 * place + 1)) / (2 * HASH_SIDE)),
  ),
);
