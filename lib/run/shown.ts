import { type Dirent, readdirSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { isDigest, type ObjectDigest } from "../digest.js";

/** `<step>/<cell>/<output>` is the deepest that a view's link lies. */
const DEEPEST = 3;

/** The artifacts that the readable views of a project show, current or not. */
export function shownArtifacts(artifacts: string): readonly ObjectDigest[] {
  const look = (folder: string, depth: number): readonly ObjectDigest[] =>
    entriesOf(folder).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) return look(path, depth + 1);
      if (!entry.isSymbolicLink()) return [];
      const name = basename(readlinkSync(path));
      return isDigest(name) ? [name] : [];
    });
  // Links below these lead to objects, and are no views.
  const steps = entriesOf(artifacts).filter(({ name }) => !["views", "objects", "records"].includes(name));
  return steps.flatMap((entry) => (entry.isDirectory() ? look(join(artifacts, entry.name), 2) : []));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
