import { endsPart, MAX_PART_ROWS } from "../../artifact/manifest.js";
import { digestBytes, type ObjectDigest } from "../../digest.js";
import type { Candidate } from "./source.js";

/** Candidates one after another, in byte order of their ids: files, as many as make a part of the images, or one alone. */
export interface Batch {
  readonly size: number;
  /**
   * Of files, a digest of those that are not rejected unread, and one of all that their candidates follow from: what is known by it
   * need not be looked at.
   */
  readonly known: { readonly files: ObjectDigest; readonly content: ObjectDigest } | undefined;
  candidates(): Promise<readonly Candidate[]>;
}

export function inBatches(candidates: readonly Candidate[]): readonly Batch[] {
  const batches: Batch[] = [];
  let files: Candidate[] = [];
  const end = () => {
    if (files.length > 0) batches.push(batchOf(files));
    files = [];
  };
  for (const candidate of candidates) {
    if (candidate.rejected !== undefined) files.push(candidate);
    else if (candidate.digest !== undefined) {
      files.push(candidate);
      if (files.length === MAX_PART_ROWS || endsPart(candidate.id)) end();
    } else {
      end();
      batches.push({ size: 1, known: undefined, candidates: async () => [candidate] });
    }
  }
  end();
  return batches;
}

function batchOf(files: readonly Candidate[]): Batch {
  const sized = (text: string) => `${text.length}:${text}`;
  const told = files.map(
    ({ id, label, class: name, group, given, digest, storage, rejected }) =>
      `${sized(id)}${label},${sized(name)}${sized(group)}${given},${digest},${storage},${JSON.stringify(rejected) ?? ""}`,
  );
  const known = {
    files: digestBytes<"object">(
      files.flatMap(({ digest, rejected }) => (rejected === undefined ? [digest] : [])).join(),
    ),
    content: digestBytes<"object">(told.join("")),
  };
  return { size: files.length, known, candidates: async () => files };
}
