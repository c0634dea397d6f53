import type { Manifest } from "../artifact/manifest.js";
import { isDigest, type ObjectDigest } from "../digest.js";
import type { Store } from "../store/store.js";
import type { Lock, LockedTask } from "./lock.js";
import { rememberRun } from "./memory.js";
import { showArtifact } from "./view.js";

/** An output of which objects are no longer stored. */
export interface MissingOutput {
  readonly task: string;
  readonly output: string;
  readonly digest: string;
  /** Objects that are missing; all it is made of where its manifest is. */
  readonly objects: readonly string[];
}

export interface Restored {
  readonly tasks: readonly string[];
  readonly missing: readonly MissingOutput[];
}

/** Shows the results of a lock again and makes them current: of each task all outputs, or where an object is missing none. */
export async function restore(lock: Lock, store: Store): Promise<Restored> {
  const missing = [...lock].flatMap(([task, locked]) => findMissing(task, locked, store));
  const lacking = new Set(missing.map(({ task }) => task));
  const whole = [...lock].filter(([task]) => !lacking.has(task));
  for (const [task, { outputs }] of whole) {
    for (const [output, digest] of Object.entries(outputs)) {
      await showArtifact(store, viewOfTask(task, output), digest as ObjectDigest);
    }
  }
  await rememberRun(store, new Map(whole));
  return { tasks: whole.map(([task]) => task), missing };
}

function findMissing(task: string, { outputs }: LockedTask, store: Store): readonly MissingOutput[] {
  return Object.entries(outputs).flatMap(([output, digest]) => {
    const manifest = isDigest(digest) ? store.objects.manifest(digest) : undefined;
    const objects = manifest === undefined ? [digest] : findMissingParts(manifest, store);
    return objects.length === 0 ? [] : [{ task, output, digest, objects }];
  });
}

/** The parts of an artifact, and the files that it lists, that are not there. */
function findMissingParts(manifest: Manifest, { objects }: Store): readonly ObjectDigest[] {
  return [...manifest.parts, ...objects.listed(manifest)]
    .filter((object) => !objects.isWhole(object))
    .map(({ digest }) => digest);
}

/** Where a task's output is shown, from the task's id: `folds[fold=1]` in `folds/fold=1/…`. */
function viewOfTask(id: string, output: string): readonly string[] {
  const [, step = id, cell] = /^([^[]+)(?:\[(.*)\])?$/s.exec(id) ?? [];
  return [step, ...(cell === undefined ? [] : [cell.replaceAll("/", "_")]), output];
}
