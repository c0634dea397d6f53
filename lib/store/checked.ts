import { join } from "node:path";
import type { DerivedStore } from "./derived.js";
import type { FileSystem } from "./file-system.js";
import { ABSENT, type Fingerprint, lookAt, type Sight, wasStill } from "./watcher.js";

/** Entries, which are read faster than an object of so many names. */
const NAME = "checked-files.json";

/** So many small files are read again in the time that a sync takes. */
const SOME = 64;

/** How a file looked when its content was last digested; of a small one also what it held, as JSON. */
type Checked = readonly [look: Fingerprint, held?: unknown];

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
  /** Files whose content was asked for: that of others is not kept, or it would grow with every run. */
  readonly #asked = new Set<string>();
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
    this.#asked.add(file);
    const [look, held] = this.#all().get(file) ?? [];
    return look === fingerprint ? held : undefined;
  }

  /** Notes that a file is whole, as seen and read at `at` (ms since 1970); and what it held, where that is asked for again. */
  note(file: string, sight: Sight, at: number, held?: unknown): void {
    if (!wasStill(sight, at)) return;
    this.#all().set(file, held === undefined ? [sight.fingerprint] : [sight.fingerprint, held]);
    this.#news.add(file);
  }

  /** Keeps what was noted, where to read it again would take longer than that: a sync takes as long as to read some small files. */
  async keepIfWorthIt(): Promise<void> {
    const isSmall = (file: string) => this.#all().get(file)?.[1] !== undefined;
    if (this.#news.size > SOME || ![...this.#news].every(isSmall)) await this.keep();
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
    const content = Array.from(this.#all(), ([file, checked]) => [
      file,
      this.#asked.has(file) ? checked : checked.slice(0, 1),
    ]);
    await this.#derived.write(NAME, JSON.stringify(content));
    this.#news.clear();
  }

  #all(): Map<string, Checked> {
    this.#known ??= new Map((this.#derived.json(NAME) ?? []) as readonly (readonly [file: string, Checked])[]);
    return this.#known;
  }
}
