import { digestJson } from "../digest.js";
import type { DerivedStore } from "./derived.js";

/** What a task found out about single files: JSON by question and digest. */
export type Answers = ReadonlyMap<string, string>;

interface Noted {
  /** The digest of all that the task's key was made of but for the inputs. */
  readonly basis: string;
  readonly answers: { readonly [name: string]: string };
}

/** So many profiles, or work trees on one store, may take turns. */
const KEPT = 4;

/** What the last runs of each task found out about single files, in `derived/notes`. It holds for tasks on the same basis. */
export class NoteStore {
  readonly #derived: DerivedStore;
  /** What was read last. */
  #read: { readonly task: string; readonly noted: readonly Noted[] } | undefined;

  constructor(derived: DerivedStore) {
    this.#derived = derived;
  }

  load(task: string, basis: string): Answers {
    const noted = this.#all(task).find((one) => one.basis === basis);
    return new Map(Object.entries(noted?.answers ?? {}));
  }

  /** Takes the place of what was noted for the task on this basis before. */
  async save(task: string, basis: string, answers: Answers): Promise<void> {
    const others = this.#all(task).filter((one) => one.basis !== basis);
    const noted = [{ basis, answers: Object.fromEntries(answers) }, ...others].slice(0, KEPT);
    await this.#derived.write(nameOf(task), JSON.stringify(noted));
    this.#read = { task, noted };
  }

  /** Forgets what was noted for the task on this basis. */
  async forget(task: string, basis: string): Promise<void> {
    if (this.#all(task).some((one) => one.basis === basis)) await this.save(task, basis, new Map());
  }

  /** Read once: of two processes that take notes of a task at once, the later one's stay. */
  #all(task: string): readonly Noted[] {
    if (this.#read?.task === task) return this.#read.noted;
    const noted = (this.#derived.json(nameOf(task)) ?? []) as readonly Noted[];
    this.#read = { task, noted };
    return noted;
  }
}

function nameOf(task: string): string {
  return `notes/${digestJson(task)}.json`;
}
