import type { ImageRow } from "../../artifact/images.js";
import { digestBytes, type ObjectDigest } from "../../digest.js";
import { type Inspection, inspect } from "../inspect.js";
import { UNREADABLE, UnreadablePicture } from "../unreadable.js";
import { type Candidate, MISPLACED } from "./source.js";

/** Why a candidate became no row: a closed list. */
export const REJECT_REASONS = [...UNREADABLE, ...MISPLACED] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

export interface Rejected {
  readonly id: string;
  readonly reason: RejectReason;
  /** The decoder's own words, or "". */
  readonly detail: string;
}

export type Admission =
  | { readonly admitted: true; readonly row: ImageRow }
  | { readonly admitted: false; readonly rejected: Rejected };

/** What is known of the bytes with this digest, or else what `compute` says. */
type Remember = (question: string, digest: ObjectDigest, compute: () => Promise<Inspection>) => Promise<Inspection>;

/**
 * Reads a candidate's picture to its end: a row of the images, or the reason why not. A file that `remember` knows is not
 * read again.
 */
export async function admit(candidate: Candidate, remember: Remember): Promise<Admission> {
  const { id, rejected } = candidate;
  if (rejected !== undefined) return { admitted: false, rejected: { id, ...rejected } };
  try {
    return await admitPicture(candidate, remember);
  } catch (error) {
    if (!(error instanceof UnreadablePicture)) throw error;
    return { admitted: false, rejected: { id, reason: error.reason, detail: error.detail } };
  }
}

async function admitPicture(candidate: Candidate, remember: Remember): Promise<Admission> {
  const { id, digest } = candidate;
  if (digest !== undefined) {
    const inspection = await remember("picture", digest, async () => inspect(await candidate.read(), id));
    return admission(candidate, inspection, digest, null);
  }
  const picture = await candidate.read();
  const bytes = picture.form === "raw" ? picture.data : picture.bytes;
  const found = digestBytes<"object">(bytes);
  const compute = () => inspect(picture, id);
  const inspection = picture.form === "raw" ? await compute() : await remember("picture", found, compute);
  return admission(candidate, inspection, found, bytes);
}

function admission(
  { id, label, class: name, group, given, storage }: Candidate,
  inspection: Inspection,
  digest: ObjectDigest,
  bytes: Uint8Array | null,
): Admission {
  if (!inspection.readable) {
    return { admitted: false, rejected: { id, reason: inspection.reason, detail: inspection.detail } };
  }
  return {
    admitted: true,
    row: { id, label, class: name, group, given, ...inspection.known, digest, storage, bytes },
  };
}
