import type { ImageRow } from "../../artifact/images.js";
import type { Span } from "../../artifact/rows.js";
import { compareIds, digestBytes, type Json, type ObjectDigest } from "../../digest.js";
import type { Queue } from "../at-most.js";
import { type Inspection, inspect } from "../inspect.js";
import { UNREADABLE, UnreadablePicture } from "../unreadable.js";
import type { Batch } from "./batch.js";
import { type Tally, tallyOf } from "./check.js";
import { type Candidate, MISPLACED } from "./source.js";

/** Why a candidate became no row: a closed list. */
export const REJECT_REASONS = [...UNREADABLE, ...MISPLACED] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

export type Rejected = {
  readonly id: string;
  readonly reason: RejectReason;
  /** The decoder's own words, or "". */
  readonly detail: string;
};

/** Sorts them by their ids' byte order. */
export function sortRejected(rejected: Rejected[]): void {
  rejected.sort((a, b) => compareIds(a.id, b.id));
}

type Admission =
  | { readonly admitted: true; readonly row: ImageRow }
  | { readonly admitted: false; readonly rejected: Rejected };

/** A candidate whose picture is a file of its own. */
type FileCandidate = Candidate & { readonly digest: ObjectDigest };

function isFile(candidate: Candidate): candidate is FileCandidate {
  return candidate.digest !== undefined && candidate.rejected === undefined;
}

/** What a task has found out about bytes; see `RunContext`. */
interface Memory {
  remember<Value extends Json>(question: string, digest: ObjectDigest, compute: () => Promise<Value>): Promise<Value>;
  rememberAll(
    question: string,
    content: ObjectDigest,
    files: () => Promise<readonly FileCandidate[]>,
    compute: (file: FileCandidate) => Promise<Inspection>,
  ): Promise<() => Promise<readonly (readonly [FileCandidate, Inspection])[]>>;
}

/** What has come of a batch. */
type Facts = {
  readonly rejected: readonly Rejected[];
  /** Of the rows. */
  readonly span: Span;
  readonly classes: readonly Tally[];
};

/** A batch whose pictures have been looked at. */
export interface Admitted extends Facts {
  /** Of files, the digest of all that their rows follow from. */
  readonly content: ObjectDigest | undefined;
  /** Made when they are asked for. */
  rows(): Promise<readonly ImageRow[]>;
}

/** Reads the pictures of a batch to their ends, each in its turn. What is known is not looked at again. */
export async function admit(batch: Batch, memory: Memory, queue: Queue): Promise<Admitted> {
  if (batch.known === undefined) {
    const candidates = await batch.candidates();
    const admissions = await Promise.all(candidates.map((candidate) => queue(() => admitAlone(candidate, memory))));
    return { ...factsOf(admissions), content: undefined, rows: async () => rowsIn(admissions) };
  }
  const { files, content } = batch.known;
  const readable = async () => (await batch.candidates()).filter(isFile);
  const inspectFile = async (file: FileCandidate) => inspect(await file.read(), file.id);
  const inspections = await memory.rememberAll("picture", files, readable, (file) => queue(() => inspectFile(file)));
  const admissions = async () =>
    (await inspections()).map(([file, inspection]) => admission(file, inspection, file.digest, null));
  const unread = async () => (await batch.candidates()).flatMap((candidate) => rejection(candidate) ?? []);
  const facts = await memory.remember("batch", content, async () =>
    factsOf([...(await unread()), ...(await admissions())]),
  );
  return { ...facts, content, rows: async () => rowsIn(await admissions()) };
}

function factsOf(admissions: readonly Admission[]): Facts {
  const rows = rowsIn(admissions);
  return {
    rejected: admissions.flatMap((one) => (one.admitted ? [] : [one.rejected])),
    span: { first: rows[0]?.id ?? "", last: rows.at(-1)?.id ?? "", rows: rows.length },
    classes: tallyOf(rows),
  };
}

function rowsIn(admissions: readonly Admission[]): readonly ImageRow[] {
  return admissions.flatMap((one) => (one.admitted ? [one.row] : []));
}

/** Of a candidate that is rejected unread. */
function rejection({ id, rejected }: Candidate): Admission | undefined {
  return rejected === undefined ? undefined : { admitted: false, rejected: { id, ...rejected } };
}

async function admitAlone(candidate: Candidate, memory: Memory): Promise<Admission> {
  const { id } = candidate;
  try {
    const picture = await candidate.read();
    const bytes = picture.form === "raw" ? picture.data : picture.bytes;
    const digest = digestBytes<"object">(bytes);
    const compute = () => inspect(picture, id);
    const inspection = await (picture.form === "raw" ? compute() : memory.remember("picture", digest, compute));
    return admission(candidate, inspection, digest, bytes);
  } catch (error) {
    if (!(error instanceof UnreadablePicture)) throw error;
    return { admitted: false, rejected: { id, reason: error.reason, detail: error.detail } };
  }
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
