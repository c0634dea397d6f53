import type { ImageRow, ImagesReader } from "../../artifact/images.js";
import type { ObjectDigest } from "../../digest.js";
import { averaged } from "../averaged.js";
import { decode } from "../decode.js";
import { toRgb } from "../gray.js";
import { inOrder } from "../in-order.js";
import { read } from "../open.js";
import { FINGERPRINT_SIDE, fingerprint } from "./fingerprint.js";
import { hashesWithNeighbours, type Look } from "./near-duplicates.js";

export interface Hashed {
  readonly id: string;
  readonly digest: string;
  readonly hash: string | null;
}

export interface Reading {
  /** Pictures side by side. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  /** A picture's bytes as text, kept for the next time. */
  remember(question: string, digest: ObjectDigest, compute: () => Promise<string>): Promise<string>;
  progress(progress: { readonly done: number; readonly total: number; readonly unit: string }): void;
}

/**
 * Reads, shrunk, the pictures whose hash is near another's, and no others; of pictures of the same bytes only the first. A
 * look for each of `pictures`, undefined where there is nothing to compare. Fails where a picture has changed.
 */
export async function looksOf(
  images: ImagesReader,
  pictures: readonly Hashed[],
  distance: number,
  { atOnce, signal, remember, progress }: Reading,
): Promise<(Look | undefined)[]> {
  const firsts = firstOfDigest(pictures);
  const near = hashesWithNeighbours(
    [...firsts.values()].flatMap(({ hash }) => hash ?? []),
    distance,
  );
  const wanted = new Map(
    [...firsts.values()].flatMap(({ id, hash }) => (hash !== null && near.has(hash) ? [[id, hash]] : [])),
  );
  const looks = new Map<string, Look>();
  const read = inOrder(rowsOf(images, wanted), atOnce, signal, async (row) => {
    const text = await remember("thumbnail", row.digest as ObjectDigest, async () =>
      Buffer.from(await thumbnail(images, row)).toString("base64"),
    );
    return { id: row.id, data: Uint8Array.from(Buffer.from(text, "base64")) };
  });
  const side = { width: FINGERPRINT_SIDE, height: FINGERPRINT_SIDE, channels: 3 as const };
  for await (const { id, data } of read) {
    looks.set(id, { hash: wanted.get(id) ?? "", fingerprint: fingerprint({ ...side, data }) });
    const done = looks.size;
    if (done % 64 === 0 || done === wanted.size) progress({ done, total: wanted.size, unit: "pictures" });
  }
  return pictures.map(({ id }) => looks.get(id));
}

function firstOfDigest(pictures: readonly Hashed[]): Map<string, Hashed> {
  const firsts = new Map<string, Hashed>();
  for (const picture of pictures) if (!firsts.has(picture.digest)) firsts.set(picture.digest, picture);
  return firsts;
}

async function* rowsOf(images: ImagesReader, wanted: ReadonlyMap<string, unknown>): AsyncIterable<ImageRow> {
  if (wanted.size === 0) return;
  for await (const row of images.each()) if (wanted.has(row.id)) yield row;
}

/** 16 × 16 pixels in RGB. */
async function thumbnail(images: ImagesReader, row: ImageRow): Promise<Uint8Array> {
  const picture = await images.picture(row);
  if (picture.form === "raw") return toRgb(averaged(await decode(picture, row.id), FINGERPRINT_SIDE)).data;
  const pixels = await read(picture, row.id, (image) =>
    image.resize(FINGERPRINT_SIDE, FINGERPRINT_SIDE, { fit: "fill", kernel: "linear" }),
  );
  return toRgb(pixels).data;
}
