import type { Pixels } from "./pixels.js";

/**
 * A picture of `side` × `side`: each of its pixels is the mean over the area of the picture that it covers, rounded. For
 * pictures of few pixels, where a decoder would cost more than the work.
 */
export function averaged({ width, height, channels, data }: Pixels, side: number): Pixels {
  const narrow = new Float64Array(height * side * channels);
  averageLines(data, narrow, { lines: height, length: width, count: side, step: channels });
  const result = new Float64Array(side * side * channels);
  averageLines(narrow, result, { lines: 1, length: height, count: side, step: side * channels });
  const bytes = new Uint8Array(result.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.round(result[index] ?? 0);
  return { width: side, height: side, channels, data: bytes };
}

interface Lines {
  /** Lines one after the other, each of `length` places with `step` numbers, to become `count` places. */
  readonly lines: number;
  readonly length: number;
  readonly count: number;
  readonly step: number;
}

/** Each place of a new line is the mean of the stretch of the old one that it covers. */
function averageLines(from: Uint8Array | Float64Array, to: Float64Array, { lines, length, count, step }: Lines): void {
  const size = length / count;
  for (let place = 0; place < count; place++) {
    const start = place * size;
    const end = start + size;
    for (let old = Math.floor(start); old < Math.min(end, length); old++) {
      const share = (Math.min(end, old + 1) - Math.max(start, old)) / size;
      for (let line = 0; line < lines; line++) {
        const source = (line * length + old) * step;
        const target = (line * count + place) * step;
        for (let index = 0; index < step; index++)
          to[target + index] = (to[target + index] ?? 0) + share * (from[source + index] ?? 0);
      }
    }
  }
}
