import type { AnyPixels, FloatPixels, Pixels } from "./pixels.js";

/** In bytes: doubles times 255, rounded half to even, as scikit-image's `img_as_ubyte`. Bytes are returned as they are. */
export function toBytes({ data, ...shape }: AnyPixels): Pixels {
  return { ...shape, data: data instanceof Uint8Array ? data : Uint8Array.from(data, toByte) };
}

/** In doubles, 0…1: bytes by 255, as scikit-image's `img_as_float`. Doubles are returned as they are. */
export function toFloats({ data, ...shape }: AnyPixels): FloatPixels {
  return { ...shape, data: data instanceof Float64Array ? data : Float64Array.from(data, (byte) => byte * (1 / 255)) };
}

function toByte(value: number): number {
  const level = value * 255;
  const floor = Math.floor(level);
  const rest = level - floor;
  const rounded = rest === 0.5 ? floor + (floor % 2) : rest > 0.5 ? floor + 1 : floor;
  return Math.min(255, Math.max(0, rounded));
}
