import type { StoredPicture } from "../artifact/images.js";
import { isPlain, plain } from "./decode.js";
import { toGray, toRgb } from "./gray.js";
import { read } from "./open.js";
import type { Pixels } from "./pixels.js";

export interface Size {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly color: "rgb" | "gray";
}

/**
 * A stored picture, stretched to `width` × `height`, anti-aliased: a triangle filter as wide as the shrink factor, which
 * neither rings nor overshoots. Grey is made after the resize, from the colours. A raw picture of that size and colour is
 * passed on untouched. Fails with `unreadable-picture`.
 */
export async function resize(picture: StoredPicture, id: string, { width, height, color }: Size): Promise<Pixels> {
  const inColor = color === "gray" ? toGray : toRgb;
  if (picture.form === "raw" && picture.width === width && picture.height === height && isPlain(picture)) {
    return inColor(plain(picture));
  }
  return inColor(await read(picture, id, (image) => image.resize(width, height, { fit: "fill", kernel: "linear" })));
}
