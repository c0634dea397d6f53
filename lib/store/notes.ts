import { canonical, digestJson, isDigest, type Json, type ObjectDigest } from "../digest.js";
import type { DerivedStore } from "./derived.js";

/** By the digest of some bytes, what a task found out about them. */
export type NotedValues = ReadonlyMap<ObjectDigest, Json>;

/**
 * What the last run of each task found out about single files, in `derived/notes`. It holds for tasks with the same
 * `basis`: the digest of all that the key is made of but for the inputs.
 */
export class NoteStore {
  readonly #derived: DerivedStore;

  constructor(derived: DerivedStore) {
    this.#derived = derived;
  }

  /** Empty where nothing was noted on this basis, or it is damaged. */
  load(task: string, basis: string): NotedValues {
    const stored = this.#derived.json(nameOf(task));
    const { digest, notes } = Object(stored) as { readonly digest?: unknown; readonly notes?: unknown };
    const { basis: before, values } = Object(notes) as { readonly basis?: unknown; readonly values?: unknown };
    if (before !== basis || digest !== digestJson(notes)) return new Map();
    return new Map(Object.entries(values as { readonly [digest: string]: Json }).filter(isNote));
  }

  /** Takes the place of what was noted for the task before. */
  async save(task: string, basis: string, values: NotedValues): Promise<void> {
    const notes = { basis, values: Object.fromEntries(values) };
    await this.#derived.write(nameOf(task), canonical({ digest: digestJson(notes), notes }));
  }
}

function nameOf(task: string): string {
  return `notes/${digestJson(task)}.json`;
}

function isNote(entry: [string, Json]): entry is [ObjectDigest, Json] {
  return isDigest(entry[0]);
}
