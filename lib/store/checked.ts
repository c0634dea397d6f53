import type { ObjectDigest } from "../digest.js";
import type { DerivedStore } from "./derived.js";
import type { FileSystem } from "./file-system.js";
import { objectPath } from "./objects.js";
import { type Fingerprint, lookAt, type Sight, wasStill } from "./watcher.js";

const NAME = "objects.json";

/**
 * How each object looked when its content was last digested: one that looks the same need not be read again. What was
 * noted is kept once everything is on the disk, so that a power cut costs work, never truth.
 */
export class CheckedObjects {
  readonly #folder: string;
  readonly #derived: DerivedStore;
  readonly #fileSystem: FileSystem;
  #known: Map<ObjectDigest, Fingerprint> | undefined;
  #isNews = false;

  constructor(folder: string, derived: DerivedStore, fileSystem: FileSystem) {
    this.#folder = folder;
    this.#derived = derived;
    this.#fileSystem = fileSystem;
  }

  /** Whether the object looked like this when it was last found to be whole. */
  holds(digest: ObjectDigest, { fingerprint }: Sight): boolean {
    return this.#all().get(digest) === fingerprint;
  }

  /** Notes that an object is whole, as seen and read at `at` (ms since 1970). */
  note(digest: ObjectDigest, sight: Sight, at: number): void {
    if (!wasStill(sight, at)) return;
    this.#all().set(digest, sight.fingerprint);
    this.#isNews = true;
  }

  /** Keeps what was noted and is still so, after one sync of the store's file system. */
  async keep(): Promise<void> {
    if (!this.#isNews) return;
    await this.#fileSystem.sync(this.#folder);
    const kept = [...this.#all()].filter(
      ([digest, fingerprint]) => lookAt(objectPath(this.#folder, digest)).fingerprint === fingerprint,
    );
    await this.#derived.write(NAME, JSON.stringify(Object.fromEntries(kept)));
    this.#isNews = false;
  }

  #all(): Map<ObjectDigest, Fingerprint> {
    this.#known ??= new Map(
      Object.entries((this.#derived.json(NAME) ?? {}) as { readonly [digest: string]: Fingerprint }) as [
        ObjectDigest,
        Fingerprint,
      ][],
    );
    return this.#known;
  }
}
