import { digestJson } from "../digest.js";
import type { DerivedStore } from "./derived.js";
import { type Fingerprint, lookAt } from "./watcher.js";

/** What a task found out about single files and parts: a line of text by name. */
export type Answers = ReadonlyMap<string, string>;

interface Noted {
  /** The digest of all that the task's key was made of but for the inputs. */
  readonly basis: string;
  /** A line each: the name as JSON text, a tab, the answer. */
  readonly lines: readonly string[];
}

/** So many profiles, or work trees on one store, may take turns. */
const KEPT = 4;

/** What the last runs of each task found out, in `derived/notes`. It holds for tasks on the same basis. */
export class NoteStore {
  readonly #derived: DerivedStore;
  /** What was read last, and how its file looked. */
  #read: { readonly task: string; readonly look: Fingerprint; readonly noted: readonly Noted[] } | undefined;

  constructor(derived: DerivedStore) {
    this.#derived = derived;
  }

  /** Reads in advance what there is about a task. */
  prepare(task: string): void {
    this.#all(task);
  }

  load(task: string, basis: string): Answers {
    const noted = this.#all(task).find((one) => one.basis === basis);
    return new Map(noted?.lines.map(parseLine));
  }

  /** Takes the place of what was noted for the task on this basis before. */
  async save(task: string, basis: string, answers: Answers): Promise<void> {
    const others = this.#all(task).filter((one) => one.basis !== basis);
    const noted = [{ basis, lines: Array.from(answers, formatLine) }, ...others].slice(0, KEPT);
    await this.#derived.write(nameOf(task), noted.map(({ basis, lines }) => [basis, ...lines].join("\n")).join("\n\n"));
  }

  /** Forgets what was noted for the task on this basis. */
  async forget(task: string, basis: string): Promise<void> {
    if (this.#all(task).some((one) => one.basis === basis)) await this.save(task, basis, new Map());
  }

  /** Read again where another process has written meanwhile. */
  #all(task: string): readonly Noted[] {
    const { fingerprint: look } = lookAt(this.#derived.path(nameOf(task)));
    if (this.#read?.task === task && this.#read.look === look) return this.#read.noted;
    const text = this.#derived.text(nameOf(task));
    const noted = text === undefined ? [] : text.split("\n\n").map(parseNoted);
    this.#read = { task, look, noted };
    return noted;
  }
}

function nameOf(task: string): string {
  return `notes/${digestJson(task)}.txt`;
}

function parseNoted(text: string): Noted {
  const [basis = "", ...lines] = text.split("\n");
  return { basis, lines };
}

function formatLine([name, answer]: readonly [string, string]): string {
  return `${JSON.stringify(name)}\t${answer}`;
}

function parseLine(line: string): readonly [string, string] {
  const tab = line.indexOf("\t");
  return [JSON.parse(line.slice(0, tab)), line.slice(tab + 1)];
}
