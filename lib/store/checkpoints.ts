import { createHash } from "node:crypto";
import { join } from "node:path";
import type { TaskKey } from "../digest.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { writeWhole } from "./write.js";

const DIGEST_BYTES = 32;

/** How far tasks that have not ended have come: a file each in `<folder>/checkpoints`, its SHA-256 and then its bytes. */
export class CheckpointStore {
  readonly #folder: string;
  readonly #fileSystem: FileSystem;

  constructor(folder: string, fileSystem: FileSystem = diskFileSystem) {
    this.#folder = folder;
    this.#fileSystem = fileSystem;
  }

  /** What was saved last under a key; undefined where there is nothing, or it is damaged. */
  async load(key: TaskKey): Promise<Uint8Array | undefined> {
    let stored: Uint8Array;
    try {
      stored = await this.#fileSystem.readFile(this.#path(key));
    } catch {
      return undefined;
    }
    const bytes = stored.subarray(DIGEST_BYTES);
    return Buffer.from(stored.buffer, stored.byteOffset, DIGEST_BYTES).equals(sha256(bytes)) ? bytes : undefined;
  }

  async save(key: TaskKey, bytes: Uint8Array): Promise<void> {
    const temporary = join(this.#folder, "tmp");
    await writeWhole(this.#path(key), Buffer.concat([sha256(bytes), bytes]), {
      temporary,
      fileSystem: this.#fileSystem,
    });
  }

  async remove(key: TaskKey): Promise<void> {
    await this.#fileSystem.remove(this.#path(key));
  }

  #path(key: TaskKey): string {
    return join(this.#folder, "checkpoints", key);
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
