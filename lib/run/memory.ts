import type { TaskKey } from "../digest.js";
import type { Memory } from "../plan/plan.js";
import type { DerivedStore } from "../store/derived.js";
import type { Store } from "../store/store.js";

const LATEST = "latest.json";

/** What a store remembers: the records, and the key that each task last had. */
export function memoryOf(store: Store): Memory {
  const latest = latestKeys(store.own);
  return {
    recall: (key) => store.records.recall(key),
    last: (id) => {
      const key = latest[id];
      return key === undefined ? undefined : store.records.find(key as TaskKey);
    },
  };
}

/**
 * Notes the key of each task that a run completed; what it did not touch stays. A result that is current no more is
 * marked as used until now, which is what its age is counted from.
 */
export async function rememberRun(store: Store, done: ReadonlyMap<string, { readonly key: string }>): Promise<void> {
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
