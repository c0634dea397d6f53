import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestBytes } from "../digest.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { writeWhole } from "./write.js";

/** Answers that can be found again: deleting them costs only time. In `<folder>/derived`, each after a line with its digest. */
export class DerivedStore {
  readonly #folder: string;
  readonly #fileSystem: FileSystem;

  constructor(folder: string, fileSystem: FileSystem = diskFileSystem) {
    this.#folder = folder;
    this.#fileSystem = fileSystem;
  }

  path(name: string): string {
    return join(this.#folder, "derived", name);
  }

  /** The text stored under a name, if it is there and whole. */
  text(name: string): string | undefined {
    return this.stored(name)?.text;
  }

  /** The same, with its digest. */
  stored(name: string): { readonly text: string; readonly digest: string } | undefined {
    const found = this.#read(name);
    return found === undefined ? undefined : { text: found.content.toString("utf8"), digest: found.digest };
  }

  /** The JSON stored under a name; undefined where there is none or it is damaged. */
  json(name: string): unknown {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** The bytes stored under a name, if they are there and whole. */
  bytes(name: string): Uint8Array | undefined {
    return this.#read(name)?.content;
  }

  /** Digested as bytes, and decoded only then: half the time of digesting the text. */
  #read(name: string): { readonly content: Buffer; readonly digest: string } | undefined {
    try {
      const stored = readFileSync(this.path(name));
      const start = stored.indexOf("\n") + 1;
      const content = stored.subarray(start);
      const digest = stored.toString("latin1", 0, start - 1);
      return digest === digestBytes(content) ? { content, digest } : undefined;
    } catch {
      return undefined;
    }
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = join(this.#folder, "tmp");
    const whole = Buffer.concat([Buffer.from(`${digestBytes(content)}\n`), Buffer.from(content)]);
    await writeWhole(this.path(name), whole, { temporary, fileSystem: this.#fileSystem });
  }
}
