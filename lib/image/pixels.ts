/** A picture in memory: height × width × channels bytes (0…255), row-major, channels last. */
export interface Pixels {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}
