import type { PictureShape } from "./network.js";

/** A picture's values: bytes, 0…255, or floats, 0…1. */
export type PixelValues = Uint8Array | Float32Array;
/** As TensorFlow names them. */
export type PixelType = "uint8" | "float32";

/** Pictures in memory: the values of each, height × width × channels of them, row-major, channels last. */
export interface Pictures extends PictureShape {
  readonly pixels: readonly PixelValues[];
}

/** Some pictures, one after another in one array. */
export interface Batch extends PictureShape {
  readonly rows: number;
  readonly pixels: PixelValues;
}

/** Copies those rows' pictures together. */
export function batchOf({ height, width, channels, pixels }: Pictures, rows: Int32Array): Batch {
  const size = height * width * channels;
  const together =
    pixelTypeOf(pixels) === "uint8" ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size);
  rows.forEach((row, index) => {
    together.set(pixels[row] ?? [], index * size);
  });
  return { height, width, channels, rows: rows.length, pixels: together };
}

/** Of which type all of some pictures are. */
export function pixelTypeOf(pixels: Pictures["pixels"]): PixelType {
  return pixels[0] instanceof Float32Array ? "float32" : "uint8";
}

/**
 * How many pictures a network may take at once where no gradient is wanted: as many as come to some 16 million values
 * of 32 channels each, since the first convolution's output is what takes the most memory.
 */
export function rowsAtOnce({ height, width }: PictureShape): number {
  return Math.max(1, Math.min(512, Math.floor(2 ** 24 / (height * width * 32))));
}
