import type { TaskKey } from "../digest.js";
import type { Memory } from "../plan/plan.js";
import type { Store } from "../store/store.js";

const LATEST = "latest.json";

/** What a store remembers: the records, and the key that each task last had. */
export function memoryOf(store: Store): Memory {
  const latest = latestKeys(store);
  return {
    recall: (key) => store.records.recall(key),
    last: (id) => {
      const key = latest[id];
      return key === undefined ? undefined : store.records.find(key as TaskKey);
    },
  };
}

/** Notes the key of each task that a run completed; what it did not touch stays. */
export async function rememberRun(store: Store, done: ReadonlyMap<string, { readonly key: string }>): Promise<void> {
  const before = latestKeys(store);
  const after = { ...before, ...Object.fromEntries([...done].map(([id, { key }]) => [id, key])) };
  if (JSON.stringify(after) !== JSON.stringify(before)) await store.derived.write(LATEST, JSON.stringify(after));
}

function latestKeys(store: Store): { readonly [id: string]: string } {
  return (store.derived.json(LATEST) ?? {}) as { readonly [id: string]: string };
}
