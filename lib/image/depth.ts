import type { AnyPixels, FloatPixels, Pixels } from "./pixels.js";

/** In bytes: doubles times 255, rounded half to even, as scikit-image's `img_as_ubyte`. Bytes are returned as they are. */
export function toBytes({ data, ...shape }: AnyPixels): Pixels {
  return { ...shape, data: data instanceof Uint8Array ? data : bytesOf(data) };
}

/** In doubles, 0…1: bytes by 255, as scikit-image's `img_as_float`. Doubles are returned as they are. */
export function toFloats({ data, ...shape }: AnyPixels): FloatPixels {
  return { ...shape, data: data instanceof Float64Array ? data : doublesOf(data) };
}

function bytesOf(data: Float64Array): Uint8Array {
  // It rounds half to even, and takes what lies outside to the nearer end.
  const bytes = new Uint8ClampedArray(data.length);
  for (let index = 0; index < data.length; index++) bytes[index] = (data[index] ?? 0) * 255;
  return new Uint8Array(bytes.buffer);
}

function doublesOf(data: Uint8Array): Float64Array {
  const doubles = new Float64Array(data.length);
  for (let index = 0; index < data.length; index++) doubles[index] = (data[index] ?? 0) * (1 / 255);
  return doubles;
}
