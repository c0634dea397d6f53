import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectDigest } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import { originsName } from "../step/bundle-name.js";
import { draftIn, removeAbandonedDrafts } from "../store/draft.js";
import { diskFileSystem, type FileSystem } from "../store/file-system.js";
import { openStore, type Store } from "../store/store.js";

/**
 * A store for a while, in a folder of its own in `<store>/scratch`: tasks run in it as if nothing had been made before. What they
 * read is lent by the store that it stands in: checked, and then linked, not copied.
 */
export class Scratch {
  readonly store: Store;
  readonly #lender: Store;
  readonly #fileSystem: FileSystem;
  readonly #lent = new Map<ObjectDigest, Promise<void>>();

  constructor(lender: Store, fileSystem: FileSystem = diskFileSystem) {
    this.store = openStore(draftIn(join(lender.folder, "scratch")), fileSystem);
    this.#lender = lender;
    this.#fileSystem = fileSystem;
  }

  /** Lends one object. Throws where it is gone, or damaged: then it is set aside in the lending store. */
  lend(digest: ObjectDigest): Promise<void> {
    const lending = this.#lent.get(digest) ?? this.#link(digest);
    this.#lent.set(digest, lending);
    return lending;
  }

  async lendBundle(code: string): Promise<void> {
    const name = originsName(code);
    const [text, origins] = [this.#lender.derived.text(code), this.#lender.derived.text(name)];
    if (text === undefined || origins === undefined) {
      throw new PipelineError({
        code: "bundle-missing",
        message: "a step's bundle is gone",
        where: this.#lender.derived.path(code),
        remedy: "Run `pipeline status`: it is made again.",
      });
    }
    await this.store.derived.write(code, text);
    await this.store.derived.write(name, origins);
  }

  /** Removes all that was made in it. */
  async remove(): Promise<void> {
    await rm(this.store.folder, { recursive: true, force: true, maxRetries: 5 });
    // The folder of all scratch stores stays while another process has one.
    await rmdir(join(this.#lender.folder, "scratch")).catch(() => undefined);
  }

  async #link(digest: ObjectDigest): Promise<void> {
    if (this.store.objects.has(digest)) return;
    await this.#lender.objects.read(digest);
    const path = this.store.objects.path(digest);
    await this.#fileSystem.mkdir(join(path, ".."));
    try {
      await this.#fileSystem.symlink(this.#lender.objects.path(digest), path);
    } catch (error) {
      // A task has just made the same bytes.
      if (systemCode(error) !== "EEXIST") throw error;
    }
  }
}

/** Removes scratch stores whose process was killed. */
export function removeAbandoned({ folder, fileSystem }: Store): Promise<void> {
  return removeAbandonedDrafts(join(folder, "scratch"), { fileSystem });
}
