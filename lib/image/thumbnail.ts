import sharp from "sharp";
import type { StoredPicture } from "../artifact/images.js";
import { read } from "./open.js";

/** A small picture for a page, as a data URI; width and height in pixels. */
export interface Thumbnail {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

const SIDE = 132;
const SMALL = 64;

/**
 * A picture as a data URI, upright, at most 132 pixels a side: a JPEG, or a PNG that keeps every pixel where the picture
 * has at most 64 a side. Fails with `unreadable-picture`.
 */
export async function thumbnailOf(picture: StoredPicture, id: string): Promise<Thumbnail> {
  const { width, height, channels, data } = await read(picture, id, (image) =>
    image.resize({ width: SIDE, height: SIDE, fit: "inside", withoutEnlargement: true }),
  );
  const image = sharp(data, { raw: { width, height, channels } });
  const small = Math.max(width, height) <= SMALL;
  const encoded = await (small ? image.png({ compressionLevel: 9 }) : image.jpeg({ quality: 72 })).toBuffer();
  return { uri: `data:image/${small ? "png" : "jpeg"};base64,${encoded.toString("base64")}`, width, height };
}
