interface Shape {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3;
}

/** A picture in memory: height × width × channels bytes (0…255), row-major, channels last. */
export interface Pixels extends Shape {
  readonly data: Uint8Array;
}

/** The same in doubles, 0…1. */
export interface FloatPixels extends Shape {
  readonly data: Float64Array;
}

/** One or the other. */
export interface AnyPixels extends Shape {
  readonly data: Uint8Array | Float64Array;
}

/** The first of every `step` bytes. */
export function takeEvery(bytes: Uint8Array, step: number): Uint8Array {
  const taken = new Uint8Array(Math.ceil(bytes.length / step));
  for (let index = 0; index < taken.length; index++) taken[index] = bytes[index * step] ?? 0;
  return taken;
}
