import { join } from "node:path";
import type { DerivedStore } from "./derived.js";
import type { FileSystem } from "./file-system.js";
import { ABSENT, type Fingerprint, lookAt, type Sight, sizeIn, wasStill } from "./watcher.js";

/** Entries, which are read faster than an object of so many names. */
const NAME = "checked-files.json";

/** So many files, of so many bytes together, are read again in the time that a sync takes. */
const SOME = 64;
const SOME_BYTES = 8 * 1024 * 1024;

/** What a file held is written so many times since somebody asked for it: kept for longer, it would grow with every run. */
const TIMES = 4;

/**
 * How a file looked when its content was last digested; of a small one also what it held, as JSON, and how many times that was
 * written since somebody asked for it.
 */
type Checked = [look: Fingerprint, held?: unknown, written?: number];

/**
 * What is known of the files of a store, by their paths below its folder, since their content was last digested: one that looks
 * the same need not be read again. What was noted is kept once everything is on the disk, so that a power cut costs work,
 * never truth.
 */
export class CheckedFiles {
  readonly #folder: string;
  readonly #derived: DerivedStore;
  readonly #fileSystem: FileSystem;
  #known: Map<string, Checked> | undefined;
  /** Files that were noted and not kept yet. */
  readonly #news = new Set<string>();

  constructor(folder: string, derived: DerivedStore, fileSystem: FileSystem) {
    this.#folder = folder;
    this.#derived = derived;
    this.#fileSystem = fileSystem;
  }

  /** Whether the file looked like this when it was last found to be whole. */
  isKnown(file: string, { fingerprint }: Sight): boolean {
    return this.#all().get(file)?.[0] === fingerprint;
  }

  /** What the file held, where it looked like this; undefined where that was not noted. */
  held(file: string, { fingerprint }: Sight): unknown {
    const checked = this.#all().get(file);
    if (checked?.[0] !== fingerprint) return undefined;
    checked[2] = 0;
    return checked[1];
  }

  /** Notes that a file is whole, as seen and read at `at` (ms since 1970); and what it held, where that is asked for again. */
  note(file: string, sight: Sight, at: number, held?: unknown): void {
    if (!wasStill(sight, at)) return;
    this.#all().set(file, held === undefined ? [sight.fingerprint] : [sight.fingerprint, held]);
    this.#news.add(file);
  }

  /** Keeps what was noted, where to read it again would take longer than that. */
  async keepIfWorthIt(): Promise<void> {
    const bytes = [...this.#news].reduce((sum, file) => sum + sizeIn(this.#all().get(file)?.[0] ?? ABSENT), 0);
    if (this.#news.size > SOME || bytes > SOME_BYTES) await this.keep();
  }

  /** Keeps what was noted and is still so, after one sync of the store's file system. */
  async keep(): Promise<void> {
    if (this.#news.size === 0) return;
    await this.#fileSystem.sync(this.#folder);
    const all = this.#all();
    for (const file of this.#news) {
      if (lookAt(join(this.#folder, file)).fingerprint !== all.get(file)?.[0]) all.delete(file);
    }
    await this.#write();
  }

  /** Forgets files that are gone. */
  async prune(): Promise<void> {
    const all = this.#all();
    const gone = [...all.keys()].filter((file) => lookAt(join(this.#folder, file)).fingerprint === ABSENT);
    for (const file of gone) all.delete(file);
    if (gone.length > 0) await this.#write();
  }

  async #write(): Promise<void> {
    const content = Array.from(this.#all(), ([file, [look, held, written = 0]]): [string, Checked] => [
      file,
      held === undefined || written === TIMES ? [look] : [look, held, written + 1],
    ]);
    await this.#derived.write(NAME, JSON.stringify(content));
    this.#news.clear();
  }

  #all(): Map<string, Checked> {
    this.#known ??= new Map((this.#derived.json(NAME) ?? []) as readonly [file: string, Checked][]);
    return this.#known;
  }
}
