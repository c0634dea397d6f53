/** A picture in memory: height × width × channels bytes (0…255), row-major, channels last. */
export interface Pixels {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** The first of every `step` bytes. */
export function takeEvery(bytes: Uint8Array, step: number): Uint8Array {
  const taken = new Uint8Array(Math.ceil(bytes.length / step));
  for (let index = 0; index < taken.length; index++) taken[index] = bytes[index * step] ?? 0;
  return taken;
}
