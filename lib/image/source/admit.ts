import type { ImageRow } from "../../artifact/images.js";
import { endsPart, MAX_PART_ROWS } from "../../artifact/manifest.js";
import { compareIds, digestBytes, type Json, type ObjectDigest } from "../../digest.js";
import type { Queue } from "../at-most.js";
import { type Inspection, inspect } from "../inspect.js";
import { UNREADABLE, UnreadablePicture } from "../unreadable.js";
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
export type FileCandidate = Candidate & { readonly digest: ObjectDigest };

/** Candidates of which none is rejected yet: files, one after another, as many as make a part of the images; or one that is no file. */
export type Group =
  | {
      readonly files: readonly FileCandidate[];
      /** The digest of all that their rows follow from. */
      readonly content: ObjectDigest;
    }
  | { readonly files: undefined; readonly candidate: Candidate };

/** Groups candidates, in byte order of their ids. */
export function inGroups(candidates: readonly Candidate[]): readonly Group[] {
  const groups: Group[] = [];
  let files: FileCandidate[] = [];
  const end = () => {
    if (files.length > 0) groups.push({ files, content: contentOf(files) });
    files = [];
  };
  for (const candidate of candidates) {
    if (isFile(candidate)) {
      files.push(candidate);
      if (files.length === MAX_PART_ROWS || endsPart(candidate.id)) end();
    } else {
      end();
      groups.push({ files: undefined, candidate });
    }
  }
  end();
  return groups;
}

function isFile(candidate: Candidate): candidate is FileCandidate {
  return candidate.digest !== undefined;
}

function contentOf(files: readonly FileCandidate[]): ObjectDigest {
  const sized = (text: string) => `${text.length}:${text}`;
  const told = files.map(
    ({ id, label, class: name, group, given, digest, storage }) =>
      `${sized(id)}${label},${sized(name)}${sized(group)}${given},${digest},${storage}`,
  );
  return digestBytes(told.join(""));
}

/** What a task has found out about bytes; see `RunContext`. */
interface Memory {
  remember<Value extends Json>(question: string, digest: ObjectDigest, compute: () => Promise<Value>): Promise<Value>;
  rememberAll(
    question: string,
    files: readonly FileCandidate[],
    compute: (file: FileCandidate) => Promise<Inspection>,
  ): Promise<() => Promise<readonly (readonly [FileCandidate, Inspection])[]>>;
}

/** A group whose pictures have been looked at. */
export interface Admitted {
  readonly rejected: readonly Rejected[];
  /** Ids of the others. */
  readonly ids: readonly string[];
  /** Of files: see `Group`. */
  readonly content: ObjectDigest | undefined;
  /** Of each id; made when they are asked for. */
  rows(): Promise<readonly ImageRow[]>;
}

/** Reads the pictures of a group to their ends, each in its turn. A file that is remembered is not read again. */
export async function admit(group: Group, memory: Memory, queue: Queue): Promise<Admitted> {
  if (group.files === undefined) {
    const admission = await queue(() => admitAlone(group.candidate, memory));
    const rows = rowsIn([admission]);
    return {
      rejected: rejectedIn([admission]),
      ids: rows.map(({ id }) => id),
      content: undefined,
      rows: async () => rows,
    };
  }
  const { files, content } = group;
  const inspectFile = async (file: FileCandidate) => inspect(await file.read(), file.id);
  const inspections = await memory.rememberAll("picture", files, (file) => queue(() => inspectFile(file)));
  const admissions = async () =>
    (await inspections()).map(([file, inspection]) => admission(file, inspection, file.digest, null));
  const rejected = await memory.remember("rejected", content, async () => rejectedIn(await admissions()));
  const isRejected = new Set(rejected.map(({ id }) => id));
  const ids = files.flatMap(({ id }) => (isRejected.has(id) ? [] : [id]));
  return { rejected, ids, content, rows: async () => rowsIn(await admissions()) };
}

function rowsIn(admissions: readonly Admission[]): readonly ImageRow[] {
  return admissions.flatMap((one) => (one.admitted ? [one.row] : []));
}

function rejectedIn(admissions: readonly Admission[]): readonly Rejected[] {
  return admissions.flatMap((one) => (one.admitted ? [] : [one.rejected]));
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
