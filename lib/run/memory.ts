import type { TaskKey } from "../digest.js";
import type { LastRun, Memory } from "../plan/plan.js";
import type { DerivedStore } from "../store/derived.js";
import type { Store } from "../store/store.js";

const LATEST = "latest.json";
const UNRECORDED = "unrecorded.json";

/** What a store remembers: the records, and the key that each task last had. */
export function memoryOf(store: Store): Memory {
  let latest: ReturnType<typeof latestKeys> | undefined;
  return {
    recall: (key) => store.records.recall(key),
    last: (id) => {
      latest ??= latestKeys(store.own);
      const key = latest[id];
      if (key === undefined) return undefined;
      return store.records.find(key as TaskKey) ?? lastUnrecorded(store.own, id, key);
    },
  };
}

/**
 * Notes the key of each task that a run completed; what it did not touch stays. A result that is current no more is
 * marked as used until now, which is what its age is counted from. `unrecorded`: of those tasks, the ones whose result
 * no record tells of.
 */
export async function rememberRun(
  store: Store,
  done: ReadonlyMap<string, { readonly key: string }>,
  unrecorded: ReadonlyMap<string, LastRun> = new Map(),
): Promise<void> {
  await rememberUnrecorded(store.own, done, unrecorded);
  const before = latestKeys(store.own);
  const after = { ...before, ...Object.fromEntries([...done].map(([id, { key }]) => [id, key])) };
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  for (const [id, key] of Object.entries(before)) {
    if (after[id] !== key) await store.records.touch(key as TaskKey);
  }
  await store.own.write(LATEST, JSON.stringify(after));
}

/** The last key of each task of a project. */
export function latestKeys(own: DerivedStore): { readonly [id: string]: string } {
  return (own.json(LATEST) ?? {}) as { readonly [id: string]: string };
}

async function rememberUnrecorded(
  own: DerivedStore,
  done: ReadonlyMap<string, unknown>,
  unrecorded: ReadonlyMap<string, LastRun>,
): Promise<void> {
  const before = unrecordedRuns(own);
  const others = Object.entries(before).filter(([id]) => !done.has(id));
  const after = Object.fromEntries([...others, ...unrecorded]);
  if (JSON.stringify(after) !== JSON.stringify(before)) await own.write(UNRECORDED, JSON.stringify(after));
}

function lastUnrecorded(own: DerivedStore, id: string, key: string): LastRun | undefined {
  const run = unrecordedRuns(own)[id];
  return run?.key === key ? run : undefined;
}

function unrecordedRuns(own: DerivedStore): { readonly [id: string]: LastRun } {
  return (own.json(UNRECORDED) ?? {}) as { readonly [id: string]: LastRun };
}
