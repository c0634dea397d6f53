import type { Size } from "../fit.js";
import type { FloatPixels, Pixels } from "../pixels.js";

/**
 * scikit-image's `resize` where nothing is blurred: linear interpolation, each operation and its rounding in scipy's order, so
 * that every bit is scipy's. Enlarged, neighbours often come to lie exactly at the edge of a histogram's bin.
 */
export function interpolate({ width, channels, height, data }: Pixels, size: Size): FloatPixels {
  const rows = placesOf(height, size.height);
  const columns = placesOf(width, size.width);
  const result = new Float64Array(size.width * size.height * channels);
  let to = 0;
  for (const down of rows) {
    for (const right of columns) {
      const [a, b] = [down.before * width + right.before, down.before * width + right.after];
      const [c, d] = [down.after * width + right.before, down.after * width + right.after];
      for (let channel = 0; channel < channels; channel++) {
        let sum = level(data, a * channels + channel) * down.first * right.first;
        sum += level(data, b * channels + channel) * down.first * right.second;
        sum += level(data, c * channels + channel) * down.second * right.first;
        sum += level(data, d * channels + channel) * down.second * right.second;
        result[to++] = sum;
      }
    }
  }
  return { ...size, channels, data: result };
}

function level(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) * (1 / 255);
}

/** Between which two samples an output sample lies, and their weights. */
interface Place {
  readonly before: number;
  readonly after: number;
  readonly first: number;
  readonly second: number;
}

function placesOf(length: number, target: number): readonly Place[] {
  const factor = length / target;
  return Array.from({ length: target }, (_, index): Place => {
    if (length === 1) return { before: 0, after: 0, first: 1, second: 0 };
    const place = Math.abs((index + 0.5) * factor - 0.5);
    const before = Math.floor(place);
    const first = 1 - (place - before);
    return { before, after: before + 1 < length ? before + 1 : length - 2, first, second: 1 - first };
  });
}
