import { readdirSync } from "node:fs";
import { join } from "node:path";
import { digestBytes, digestJson } from "../digest.js";
import type { DerivedStore } from "./derived.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { type Fingerprint, lookAt } from "./watcher.js";

/** What a task found out about single files and parts: a line of text by name. */
export interface Answers {
  /** Undefined where there is none, or where it is kept in a file of its own and that is gone or damaged. */
  get(name: string): string | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
}

interface Noted {
  /** The digest of all that the task's key was made of but for the inputs. */
  readonly basis: string;
  /** By name: the answer, or an empty text and the digest of one that is kept in a file of its own. */
  readonly lines: ReadonlyMap<string, string>;
}

/** So many profiles, or work trees on one store, may take turns. */
const BASES = 4;
/** Longer answers are kept in files of their own: they are read one by one, and written only where they are new. */
const LONG = 1024;

/** What the last runs of each task found out, in `derived/notes`. It holds for tasks on the same basis. */
export class NoteStore {
  readonly #derived: DerivedStore;
  readonly #fileSystem: FileSystem;
  /** What was read last, and how its file looked. */
  #read: { readonly task: string; readonly look: Fingerprint; readonly noted: readonly Noted[] } | undefined;

  constructor(derived: DerivedStore, fileSystem: FileSystem = diskFileSystem) {
    this.#derived = derived;
    this.#fileSystem = fileSystem;
  }

  /** Reads in advance what there is about a task. */
  prepare(task: string): void {
    this.#all(task);
  }

  load(task: string, basis: string): Answers {
    const lines = this.#linesOf(task, basis);
    return {
      get: (name) => {
        const line = lines.get(name);
        return line === undefined || !isElsewhere(line) ? line : this.#derived.text(longName(task, line.slice(1)));
      },
      has: (name) => lines.has(name),
      keys: () => lines.keys(),
    };
  }

  /** Takes the place of what was noted for the task on this basis before; of null, the answer that was noted stays. */
  async save(task: string, basis: string, answers: ReadonlyMap<string, string | null>): Promise<void> {
    const before = this.#linesOf(task, basis);
    const lines = new Map<string, string>();
    for (const [name, answer] of answers) {
      const line = answer === null ? before.get(name) : await this.#lineFor(task, answer);
      if (line !== undefined) lines.set(name, line);
    }
    const others = this.#all(task).filter((one) => one.basis !== basis);
    const noted = [{ basis, lines }, ...others].slice(0, BASES);
    await this.#derived.write(nameOf(task), noted.map(formatNoted).join("\n\n"));
    await this.#removeLong(task, new Set(noted.flatMap(({ lines }) => [...lines.values()])));
  }

  /** Forgets what was noted for the task on this basis. */
  async forget(task: string, basis: string): Promise<void> {
    if (this.#all(task).some((one) => one.basis === basis)) await this.save(task, basis, new Map());
  }

  async #lineFor(task: string, answer: string): Promise<string> {
    if (answer.length <= LONG) return answer;
    const digest = digestBytes(answer);
    await this.#derived.write(longName(task, digest), answer);
    return `\t${digest}`;
  }

  async #removeLong(task: string, kept: ReadonlySet<string>): Promise<void> {
    const folder = this.#derived.path(folderOf(task));
    for (const file of filesIn(folder)) {
      if (!kept.has(`\t${file.replace(/\.txt$/, "")}`)) await this.#fileSystem.remove(join(folder, file));
    }
  }

  #linesOf(task: string, basis: string): ReadonlyMap<string, string> {
    return this.#all(task).find((one) => one.basis === basis)?.lines ?? new Map();
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
  return `${folderOf(task)}.txt`;
}

function folderOf(task: string): string {
  return `notes/${digestJson(task)}`;
}

function longName(task: string, digest: string): string {
  return `${folderOf(task)}/${digest}.txt`;
}

function isElsewhere(line: string): boolean {
  return line.startsWith("\t");
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The basis, then a line each: the name as JSON text, a tab, the answer. */
function formatNoted({ basis, lines }: Noted): string {
  return [basis, ...Array.from(lines, ([name, line]) => `${JSON.stringify(name)}\t${line}`)].join("\n");
}

function parseNoted(text: string): Noted {
  const [basis = "", ...lines] = text.split("\n");
  return { basis, lines: new Map(lines.map(parseLine)) };
}

function parseLine(text: string): readonly [string, string] {
  const tab = text.indexOf("\t");
  return [JSON.parse(text.slice(0, tab)), text.slice(tab + 1)];
}
