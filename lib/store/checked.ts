import { join } from "node:path";
import type { DerivedStore } from "./derived.js";
import type { FileSystem } from "./file-system.js";
import { type Fingerprint, lookAt, type Sight, wasStill } from "./watcher.js";

/** Entries, which are read faster than an object of so many names. */
const NAME = "checked-files.json";

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
  #isNews = false;

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
    this.#isNews = true;
  }

  /** Keeps what was noted and is still so, after one sync of the store's file system. */
  async keep(): Promise<void> {
    if (!this.#isNews) return;
    await this.#fileSystem.sync(this.#folder);
    const kept = [...this.#all()].filter(([file, [look]]) => lookAt(join(this.#folder, file)).fingerprint === look);
    const content = kept.map(([file, checked]) => [file, this.#asked.has(file) ? checked : checked.slice(0, 1)]);
    await this.#derived.write(NAME, JSON.stringify(content));
    this.#isNews = false;
  }

  #all(): Map<string, Checked> {
    this.#known ??= new Map((this.#derived.json(NAME) ?? []) as readonly (readonly [file: string, Checked])[]);
    return this.#known;
  }
}
