import type { PictureShape } from "./network.js";

/** Pictures in memory: the bytes of each, height × width × channels of them, row-major, channels last. */
export interface Pictures extends PictureShape {
  readonly pixels: readonly Uint8Array[];
}

/** Some pictures, one after another in one array. */
export interface Batch extends PictureShape {
  readonly rows: number;
  readonly pixels: Uint8Array;
}

/** Copies those rows' pictures together. */
export function batchOf({ height, width, channels, pixels }: Pictures, rows: Int32Array): Batch {
  const size = height * width * channels;
  const together = new Uint8Array(rows.length * size);
  rows.forEach((row, index) => {
    together.set(pixels[row] ?? [], index * size);
  });
  return { height, width, channels, rows: rows.length, pixels: together };
}

/**
 * How many pictures a network may take at once where no gradient is wanted: as many as come to some 16 million values
 * of 32 channels each, since the first convolution's output is what takes the most memory.
 */
export function rowsAtOnce({ height, width }: PictureShape): number {
  return Math.max(1, Math.min(512, Math.floor(2 ** 24 / (height * width * 32))));
}
