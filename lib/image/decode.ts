import type { StoredPicture } from "../artifact/images.js";
import { read } from "./open.js";
import type { Pixels } from "./pixels.js";

export type { Pixels } from "./pixels.js";

/**
 * A stored picture's pixels at full size: EXIF orientation applied, colours in sRGB, alpha flattened over white, 16 bits
 * brought to 8; a grey picture keeps one channel. Fails with `unreadable-picture` where the file is truncated or damaged.
 */
export async function decode(picture: StoredPicture, id: string): Promise<Pixels> {
  if (picture.form === "raw" && isPlain(picture)) return plain(picture);
  return await read(picture, id);
}

type RawPicture = Extract<StoredPicture, { form: "raw" }>;

/** Whether a raw picture is grey or RGB already, with every byte there. */
export function isPlain(picture: RawPicture): picture is RawPicture & Pixels {
  const { width, height, channels, data } = picture;
  return (channels === 1 || channels === 3) && data.byteLength === width * height * channels;
}

/** The pixels of a raw picture, its bytes untouched. */
export function plain({ width, height, channels, data }: RawPicture & Pixels): Pixels {
  return { width, height, channels, data };
}
