import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { digestBytes, digestFile, type ObjectDigest } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import type { SourceRoot } from "../plan/task.js";
import type { Store } from "../store/store.js";
import { type Fingerprint, lookAt } from "../store/watcher.js";

/** A file of a source, if its bytes are still those that were listed. */
export async function readSourceFile(
  id: string,
  digest: ObjectDigest,
  roots: readonly SourceRoot[],
  store: Store,
): Promise<Uint8Array> {
  if (store.objects.has(digest)) return store.objects.read(digest);
  return findSourceFile(id, roots, async (path) => {
    const bytes = await readFile(path);
    return digestBytes(bytes) === digest ? bytes : undefined;
  });
}

/** Where a file of a source lies, if its bytes are still those that were listed, and how it looked before they were read. */
export function locateSourceFile(
  id: string,
  digest: ObjectDigest,
  roots: readonly SourceRoot[],
): Promise<{ readonly path: string; readonly fingerprint: Fingerprint }> {
  return findSourceFile(id, roots, async (path) => {
    const { fingerprint } = lookAt(path);
    return (await digestFile(path)) === digest ? { path, fingerprint } : undefined;
  });
}

/** Looks for a file below all sources; `take` gives undefined for one that has other bytes. */
async function findSourceFile<Found>(
  id: string,
  roots: readonly SourceRoot[],
  take: (path: string) => Promise<Found | undefined>,
): Promise<Found> {
  let seen: string | undefined;
  for (const root of roots) {
    const path = Object.hasOwn(root.renamed, id) ? (root.renamed[id] ?? "") : join(root.path, id);
    try {
      const found = await take(path);
      if (found !== undefined) return found;
      seen = path;
    } catch (error) {
      if (systemCode(error) !== "ENOENT" && systemCode(error) !== "ENOTDIR") throw error;
    }
  }
  throw new PipelineError({
    code: "source-changed",
    message: seen === undefined ? `the file "${id}" is gone` : `the file "${id}" has changed since the run began`,
    where: seen ?? id,
    remedy: "Run again: what changed is taken up.",
  });
}
