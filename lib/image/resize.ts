import type { StoredPicture } from "../artifact/images.js";
import { isPlain, plain } from "./decode.js";
import { toBytes, toFloats } from "./depth.js";
import { type Color, cropTo, type Fit, padTo, type Size, sizeWithin } from "./fit.js";
import { toGray, toRgb } from "./gray.js";
import { AS_STORED, read } from "./open.js";
import type { AnyPixels } from "./pixels.js";
import { openSkimageResize } from "./skimage/resize.js";

/** How pixels are made of pixels; docs/parity.md compares them. */
export const METHODS = ["area", "skimage"] as const;

export interface ResizeOptions extends Size {
  readonly color: "rgb" | "gray";
  readonly fit: Fit;
  /** What `contain` leaves is filled with it. */
  readonly background: Color;
  readonly method: (typeof METHODS)[number];
  readonly dtype: "uint8" | "float64";
}

/** A stored picture, brought to size. Fails with `unreadable-picture`. */
export type Resize = (picture: StoredPicture, id: string) => Promise<AnyPixels>;

/** Makes the function that brings pictures to one size, colour and type; it keeps what it works out for pictures of equal size. */
export function openResize(options: ResizeOptions): Resize {
  const shrink = options.method === "area" ? area(options) : skimage(options);
  const inColor = options.color === "gray" ? toGray : toRgb;
  const inType = options.dtype === "float64" ? toFloats : toBytes;
  const { background } = options;
  return async (picture, id) => {
    const pixels = inType(inColor(await shrink(picture, id)));
    return padTo(pixels, options, levels(background, pixels));
  };
}

/**
 * By a triangle filter as wide as the shrink factor, which neither rings nor overshoots, after what the decoder of a JPEG or
 * WebP shrinks itself, by 2, 4 or 8; not so far as to let that be seen (docs/parity.md). A raw picture of the size is passed on
 * untouched.
 */
function area({ width, height, fit }: ResizeOptions): Resize {
  const sharpFit = fit === "stretch" ? "fill" : fit === "cover" ? "cover" : "inside";
  return async (picture, id) => {
    if (picture.form === "raw" && picture.width === width && picture.height === height && isPlain(picture)) {
      return plain(picture);
    }
    return await read(picture, id, (image) =>
      image.resize(width, height, { fit: sharpFit, kernel: "linear", fastShrinkOnLoad: false }),
    );
  };
}

/** As scikit-image does it, from pixels as they are stored: see `openSkimageResize`. */
function skimage({ fit, ...frame }: ResizeOptions): Resize {
  const resize = openSkimageResize();
  return async (picture, id) => {
    const isRaw = picture.form === "raw" && isPlain(picture);
    const stored = isRaw ? plain(picture) : await read(picture, id, undefined, AS_STORED);
    const pixels = fit === "cover" ? cropTo(stored, frame) : stored;
    return resize(pixels, fit === "contain" ? sizeWithin(pixels, frame) : frame);
  };
}

/** A colour in a picture's own channels and units. */
function levels(color: Color, { channels, data }: AnyPixels): readonly number[] {
  const one = { width: 1, height: 1, channels: 3, data: Uint8Array.from(color) } as const;
  const inColor: AnyPixels = channels === 1 ? toGray(one) : one;
  return Array.from((data instanceof Uint8Array ? inColor : toFloats(inColor)).data);
}
