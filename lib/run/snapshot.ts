// Loaded by every run before anything else: it imports next to nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../store/machine.js";
import type { Fingerprint, Since, Watcher } from "../store/watcher.js";
import type { FirstTask } from "./first-task.js";

/** A run that had nothing to do, and everything that this rested on. */
export interface Snapshot {
  readonly request: Request;
  /** How each path looked, by folder: name → fingerprint. */
  readonly folders: { readonly [folder: string]: { readonly [name: string]: Fingerprint } };
  /** The digest of what was known of each source, by its path. */
  readonly sources: Since["sources"];
  readonly env: { readonly [name: string]: string | null };
  readonly cached: number;
  /** Why the engine was chosen. */
  readonly engine: string | null;
  /** What is said at the end: where to look now. */
  readonly pointers: string;
  /** What runs first where only files of its sources have changed; the store's folder, where its bundle is. */
  readonly first: FirstTask | null;
  readonly store: string;
}

/** A snapshot that the same request has kept, and the paths that look different now, each found when it is asked for. */
export interface Comparison {
  readonly snapshot: Snapshot;
  readonly changes: Iterator<string, void, void>;
}

/** What was asked for, where, of which program. */
export interface Request {
  readonly args: readonly string[];
  readonly folder: string;
  readonly node: string;
  readonly machine: string;
}

/** Name of the derived file. */
export const SNAPSHOT = "snapshot.json";

export function requestOf(args: readonly string[], folder: string): Request {
  return { args, folder, node: process.versions.node, machine: thisMachine() };
}

/** The snapshot in a project's store, if it is of the same request, and what looks different; the files' content is not read. */
export function compareWithSnapshot(args: readonly string[], folder: string, watcher: Watcher): Comparison | undefined {
  let snapshot: Snapshot;
  try {
    const stored = readFileSync(join(folder, "artifacts", "derived", SNAPSHOT));
    // The first line, a digest, is not checked: what is wrong in the rest finds something else on the disk.
    snapshot = JSON.parse(stored.toString("utf8", stored.indexOf("\n") + 1));
  } catch {
    return undefined;
  }
  if (JSON.stringify(snapshot.request) !== JSON.stringify(requestOf(args, folder))) return undefined;
  for (const [name, value] of Object.entries(snapshot.env)) if ((process.env[name] ?? null) !== value) return undefined;
  return { snapshot, changes: changesIn(snapshot, watcher) };
}

function* changesIn(snapshot: Snapshot, watcher: Watcher): Generator<string, void, void> {
  for (const [parent, names] of Object.entries(snapshot.folders)) {
    // Folders are whole paths already: to normalise each of some thousands takes as long as to look at it.
    const prefix = parent.endsWith("/") ? parent : `${parent}/`;
    for (const name in names) {
      const path = prefix + name;
      if (watcher.glance(path).fingerprint !== names[name]) yield path;
    }
  }
}
