import type { AnyPixels } from "./pixels.js";

/** How a picture of other proportions is brought to a size. */
export const FITS = ["stretch", "cover", "contain"] as const;
export type Fit = (typeof FITS)[number];

export interface Size {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Red, green and blue, 0…255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A colour from "#rrggbb". */
export function parseColor(text: string): Color {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  return [red, green, blue];
}

/** The largest size of `picture`'s proportions in `frame`, at least a pixel each way. */
export function sizeWithin(picture: Size, frame: Size): Size {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  return {
    width: Math.min(frame.width, Math.max(1, Math.round(picture.width * scale))),
    height: Math.min(frame.height, Math.max(1, Math.round(picture.height * scale))),
  };
}

/** The largest middle of a picture that has `frame`'s proportions, at least a pixel each way. */
export function cropTo<P extends AnyPixels>(picture: P, frame: Size): P {
  const { width, height } = sizeWithin(frame, picture);
  if (width === picture.width && height === picture.height) return picture;
  const { channels } = picture;
  const left = Math.floor((picture.width - width) / 2);
  const top = Math.floor((picture.height - height) / 2);
  const data = empty(picture.data, width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * channels;
    data.set(picture.data.subarray(from, from + width * channels), row * width * channels);
  }
  return { ...picture, width, height, data };
}

/** A picture in the middle of `frame`, on a background of as many channels, in the picture's own units. */
export function padTo<P extends AnyPixels>(picture: P, frame: Size, background: readonly number[]): P {
  const { width, height } = frame;
  if (width === picture.width && height === picture.height) return picture;
  const { channels } = picture;
  const left = Math.floor((width - picture.width) / 2);
  const top = Math.floor((height - picture.height) / 2);
  const data = empty(picture.data, width * height * channels);
  for (let at = 0; at < data.length; at++) data[at] = background[at % channels] ?? 0;
  const length = picture.width * channels;
  for (let row = 0; row < picture.height; row++) {
    const to = ((top + row) * width + left) * channels;
    data.set(picture.data.subarray(row * length, (row + 1) * length), to);
  }
  return { ...picture, width, height, data };
}

function empty(like: AnyPixels["data"], length: number): AnyPixels["data"] {
  return like instanceof Uint8Array ? new Uint8Array(length) : new Float64Array(length);
}
