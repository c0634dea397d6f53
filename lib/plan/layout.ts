import { endOfListPart } from "../artifact/files.js";
import type { Watcher } from "../store/watcher.js";
import { type Found, findFiles, hasFiles, isFile } from "./find-files.js";
import { isStable, type KnownFiles, type KnownPart, type StablePart } from "./known-files.js";

/** How a source's files are cut into the parts of their list. */
export interface Layout {
  readonly cuts: readonly Cut[];
  readonly isFile: boolean;
  /** Paths of files whose name on disk is not its id. */
  readonly renamed: { readonly [id: string]: string };
}

/** The files of a part that is to be listed, or a part that stays. */
export type Cut = { readonly found: readonly Found[] } | { readonly known: StablePart };

/** All files that are found; undefined where there is nothing. */
export function cutFound(path: string | undefined, known: KnownFiles, watcher: Watcher): Layout | undefined {
  const found = path === undefined ? undefined : findFiles(path, watcher);
  if (found === undefined) return undefined;
  const renamed = Object.fromEntries(
    found.filter((file) => `${path}/${file.id}` !== file.path).map(({ id, path }) => [id, path]),
  );
  return { cuts: cut(found, known, watcher), isFile: found.length === 1 && found[0]?.path === path, renamed };
}

/**
 * What is known, and the files of those parts in which some look different since a run rested on just that; undefined where
 * files may have come or gone.
 */
export function cutAgain(root: string, known: KnownFiles, digest: string, watcher: Watcher): Layout | undefined {
  const { since } = watcher;
  if (since === undefined || since.sources[root] !== digest || !known.isPlain) return undefined;
  const changed = since.changed.filter((path) => path === root || path.startsWith(`${root}/`));
  const again = new Set<KnownPart>();
  for (const path of changed) {
    const id = path.slice(root.length + 1);
    const part = known.partWith(id);
    if (part !== undefined) {
      // Of one that is gone, or a link, a walk says what it is.
      if (!isFile(path)) return undefined;
      again.add(part);
    } else if (!hasFiles(path, known.namesIn(id))) return undefined;
  }
  const cuts: Cut[] = [];
  for (const part of known.parts) {
    if (!isStable(part)) return undefined;
    const find = () => part.files.map(({ id }) => ({ id, path: `${root}/${id}` }));
    cuts.push(again.has(part) ? { found: find() } : { known: part });
  }
  watcher.restOn(root);
  return { cuts, isFile: false, renamed: {} };
}

/** Where the parts of the list begin and end, and which are known. */
function cut(found: readonly Found[], known: KnownFiles, watcher: Watcher): readonly Cut[] {
  const cuts: Cut[] = [];
  for (let start = 0; start < found.length || cuts.length === 0; ) {
    const part = known.partAt(found, start, watcher);
    const end = part === undefined ? endOfListPart(found, start) : start + part.part.rows;
    cuts.push(part === undefined ? { found: found.slice(start, end) } : { known: part });
    start = end;
  }
  return cuts;
}
