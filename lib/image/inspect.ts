import type { StoredPicture } from "../artifact/images.js";
import { averaged } from "./averaged.js";
import { decode } from "./decode.js";
import { examine } from "./open.js";
import { HASH_SIDE, perceptualHash } from "./perceptual-hash.js";
import { UnreadablePicture, type UnreadableReason } from "./unreadable.js";

/** What is known of a picture once it has been looked at; the columns of the images say what each is. */
export type Known = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
  readonly space: string;
  readonly orientation: number;
  readonly captured: string | null;
  readonly camera: string | null;
  readonly hash: string | null;
  readonly status: "sound" | "warned";
};

export type Inspection =
  | { readonly readable: true; readonly known: Known }
  | { readonly readable: false; readonly reason: UnreadableReason; readonly detail: string };

/**
 * Reads a picture to its end, shrunk while loading: what is known of it, or why it cannot be read. Fails with
 * `short-of-resources` where that is not the picture's fault.
 */
export async function inspect(picture: StoredPicture, id: string): Promise<Inspection> {
  try {
    return { readable: true, known: await (picture.form === "raw" ? lookRaw(picture, id) : lookEncoded(picture, id)) };
  } catch (error) {
    if (error instanceof UnreadablePicture) return { readable: false, reason: error.reason, detail: error.detail };
    throw error;
  }
}

async function lookEncoded(picture: Extract<StoredPicture, { form: "encoded" }>, id: string): Promise<Known> {
  const { header, pixels, warning } = await examine(picture, id, (image) =>
    image.resize(HASH_SIDE, HASH_SIDE, { fit: "fill", kernel: "linear" }),
  );
  const { exif, isHeld: _, ...rest } = header;
  return { ...rest, ...exif, hash: perceptualHash(pixels), status: warning === undefined ? "sound" : "warned" };
}

async function lookRaw(picture: Extract<StoredPicture, { form: "raw" }>, id: string): Promise<Known> {
  const hash = perceptualHash(averaged(await decode(picture, id), HASH_SIDE));
  const { width, height, channels } = picture;
  const space = channels === 1 ? "grey" : "rgb";
  return {
    ...{ width, height, channels, depth: 8, space, orientation: 1 },
    ...{ captured: null, camera: null, hash, status: "sound" },
  };
}
