import { basename, dirname, join } from "node:path";
import type { CachedTask } from "../plan/task.js";
import { packageRoot } from "../step/package-root.js";
import type { Store } from "../store/store.js";
import { lookAt, type Sight, type Watcher, wasStill } from "../store/watcher.js";
import { type Request, SNAPSHOT, type Snapshot } from "./snapshot.js";
import { viewOf } from "./view.js";

export interface NoOp extends Pick<Snapshot, "engine" | "pointers" | "first" | "sources"> {
  readonly request: Request;
  /** All tasks, each cached. */
  readonly tasks: readonly CachedTask[];
  readonly env: readonly string[];
  /** Files that the run read beside what the watcher saw: `pipeline.yaml`, `pipeline.lock`. */
  readonly files: readonly string[];
}

/**
 * Keeps what a run with nothing to do rested on, so that the next one need only look at it. Where something changed so
 * shortly before the run that a later change might not show, nothing is kept.
 */
export async function takeSnapshot(noOp: NoOp, store: Store, watcher: Watcher): Promise<void> {
  const sights = new Map(watcher.seen());
  const program = [join(packageRoot, "package.json"), join(packageRoot, "dist/bin/pipeline.cjs")];
  const results = noOp.tasks.flatMap((task) => pathsOf(task, store));
  for (const path of [...noOp.files, ...program, ...results, store.own.path("latest.json")]) {
    sights.set(path, lookAt(path));
  }
  if (![...sights.values()].every((sight) => wasStill(sight, watcher.began))) return;
  const { request, engine, pointers, first, sources, tasks } = noOp;
  const env = Object.fromEntries(noOp.env.map((name) => [name, process.env[name] ?? null]));
  const folders = byFolder(sights);
  const snapshot: Snapshot = {
    ...{ request, folders, sources, env, engine, pointers, first },
    cached: tasks.length,
    store: store.folder,
  };
  await store.own.write(SNAPSHOT, JSON.stringify(snapshot));
}

/** A task's record, objects and readable views. */
function pathsOf({ step, cell, status: { spec, record } }: CachedTask, store: Store): string[] {
  const paths = [store.records.path(spec.key)];
  for (const [output, digest] of Object.entries(record.outputs)) {
    const manifest = store.objects.manifest(digest);
    const view = join(store.artifacts, ...viewOf(step.name, cell.axes, output));
    paths.push(store.objects.path(digest), view);
    const listed = manifest === undefined ? [] : store.objects.listed(manifest);
    for (const file of listed) paths.push(store.objects.path(file.digest));
    for (const part of manifest?.parts ?? []) {
      paths.push(store.objects.path(part.digest));
      if (manifest?.kind === "document") paths.push(join(view, part.name));
    }
  }
  return paths;
}

function byFolder(sights: ReadonlyMap<string, Sight>): Snapshot["folders"] {
  const folders: Record<string, Record<string, string>> = {};
  for (const [path, { fingerprint }] of sights) {
    const folder = dirname(path);
    // A file may be called `__proto__`.
    folders[folder] ??= Object.create(null) as Record<string, string>;
    folders[folder][basename(path)] = fingerprint;
  }
  return folders;
}
