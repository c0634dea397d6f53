import type { ImageRow, StoredPicture } from "../../artifact/images.js";
import { digestBytes } from "../../digest.js";
import { inspect } from "../inspect.js";
import type { UnreadableReason } from "../unreadable.js";
import type { Candidate } from "./source.js";

/** Why a candidate became no row: a closed list. */
export type RejectReason = UnreadableReason | "outside-class-folder";

export interface Rejected {
  readonly id: string;
  readonly reason: RejectReason;
  /** The decoder's own words, or "". */
  readonly detail: string;
}

export type Admission =
  | { readonly admitted: true; readonly row: ImageRow }
  | { readonly admitted: false; readonly rejected: Rejected };

/** Reads a candidate's picture to its end: a row of the images, or the reason why not. */
export async function admit(candidate: Candidate): Promise<Admission> {
  const { id } = candidate;
  if (candidate.misplaced) return { admitted: false, rejected: { id, reason: "outside-class-folder", detail: "" } };
  const picture = await candidate.read();
  const bytes = picture.form === "raw" ? picture.data : picture.bytes;
  const size = await sizeOf(picture, id);
  if (!size.readable) return { admitted: false, rejected: { id, reason: size.reason, detail: size.detail } };
  const row: ImageRow = {
    id,
    label: candidate.label,
    class: candidate.class,
    group: candidate.group,
    given: candidate.given,
    width: size.width,
    height: size.height,
    channels: size.channels,
    digest: candidate.digest ?? digestBytes(bytes),
    storage: candidate.storage,
    bytes: candidate.storage === "file" ? null : bytes,
  };
  return { admitted: true, row };
}

async function sizeOf(picture: StoredPicture, id: string) {
  if (picture.form === "encoded") return await inspect(picture.bytes, id);
  const { width, height, channels } = picture;
  return { readable: true, width, height, channels } as const;
}
