import { compareIds, type ObjectDigest } from "../digest.js";
import type { Manifest, Part } from "./manifest.js";
import { decodePart, digestRow, partsApart } from "./part-rows.js";

/** What became of the rows (or files, or cells) of an artifact: names in order. */
export interface Changes {
  /** How many there are in both together. */
  readonly total: number;
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compares two artifacts with rows by id, reading only parts that the other does not have. */
export async function compareRows(
  before: Manifest,
  after: Manifest,
  read: (digest: ObjectDigest) => Promise<Uint8Array>,
): Promise<Changes> {
  const apart = partsApart(before, after);
  const digests = async (manifest: Manifest, parts: readonly Part[]) => {
    const found = new Map<string, string>();
    for (const part of parts) {
      for (const row of await decodePart(manifest, await read(part.digest))) found.set(row.id, digestRow(row));
    }
    return found;
  };
  const changes = compareDigests(await digests(before, apart.before), await digests(after, apart.after));
  return { ...changes, total: (after.rows ?? 0) + changes.removed.length };
}

/** Compares the files of two artifacts that have no rows. */
export function compareFiles(before: Manifest, after: Manifest): Changes {
  const digests = ({ parts }: Manifest) => new Map(parts.map(({ name, digest }) => [name, digest]));
  return compareDigests(digests(before), digests(after));
}

/** Compares named digests. */
export function compareDigests(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Changes {
  const names = (map: ReadonlyMap<string, string>, keep: (name: string, digest: string) => boolean) =>
    [...map].flatMap(([name, digest]) => (keep(name, digest) ? [name] : [])).sort(compareIds);
  const removed = names(before, (name) => !after.has(name));
  return {
    total: after.size + removed.length,
    changed: names(after, (name, digest) => before.has(name) && before.get(name) !== digest),
    added: names(after, (name) => !before.has(name)),
    removed,
  };
}
