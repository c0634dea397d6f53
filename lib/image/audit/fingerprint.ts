import { toRgb } from "../gray.js";
import type { Pixels } from "../pixels.js";

/** Side of the picture that a fingerprint is made of, in pixels. */
export const FINGERPRINT_SIDE = 16;

/** A picture's details: how each pixel differs from its neighbourhood, in each channel. */
export interface Fingerprint {
  readonly values: Int16Array;
  /** The root of the sum of squares of the values. */
  readonly length: number;
}

/**
 * The details of a small picture: each value less the mean of the 3 × 3 pixels around it (fewer at the edge), in ninths of a
 * level. So neither exposure nor shadow nor a background's gradient counts.
 */
export function fingerprint(pixels: Pixels): Fingerprint {
  const { width, height, data } = toRgb(pixels);
  const values = new Int16Array(data.length);
  let squares = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const index = (y * width + x) * 3 + channel;
        const value = Math.round(9 * ((data[index] ?? 0) - meanAround(data, width, height, x, y, channel)));
        values[index] = value;
        squares += value * value;
      }
    }
  }
  return { values, length: Math.sqrt(squares) };
}

function meanAround(data: Uint8Array, width: number, height: number, x: number, y: number, channel: number): number {
  let sum = 0;
  let count = 0;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      sum += data[(row * width + column) * 3 + channel] ?? 0;
      count++;
    }
  }
  return sum / count;
}

/** How alike two pictures' details are, −1…1: the cosine of the angle between them; 0 where one has none. */
export function likeness(a: Fingerprint, b: Fingerprint): number {
  const length = a.length * b.length;
  if (length === 0) return 0;
  let sum = 0;
  for (let index = 0; index < a.values.length; index++) sum += (a.values[index] ?? 0) * (b.values[index] ?? 0);
  return sum / length;
}
