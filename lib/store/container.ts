import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { canonical } from "../digest.js";
import { PipelineError } from "../error.js";

/**
 * Objects and records in one file: a line of JSON before each says what it is and how many bytes follow; the last line
 * holds the SHA-256 of all before it. Equal entries in equal order make equal bytes.
 */
export interface ContainerEntry {
  readonly kind: "object" | "record";
  /** The object's digest, or the record's key. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const HEAD = "tamiz results 1\n";
/** No line is longer; one that seems so is no line. */
const LONGEST_LINE = 1000;

/** Writes a container to an open file. */
export async function writeContainer(file: FileHandle, entries: AsyncIterable<ContainerEntry>): Promise<void> {
  const hash = createHash("sha256");
  const write = async (bytes: Uint8Array) => {
    hash.update(bytes);
    await file.writeFile(bytes);
  };
  await write(Buffer.from(HEAD));
  for await (const { kind, name, bytes } of entries) {
    await write(Buffer.from(`${canonical({ kind, name, size: bytes.byteLength })}\n`));
    await write(bytes);
  }
  await file.writeFile(`${canonical({ kind: "end", sha256: hash.digest("hex") })}\n`);
}

/** The entries of a container, one in memory at a time. Throws where it is cut off or damaged, at the latest at its end. */
export async function* readContainer(path: string): AsyncIterable<ContainerEntry> {
  const file = await open(path);
  try {
    yield* new ContainerReader(file, path).entries();
  } finally {
    await file.close();
  }
}

class ContainerReader {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #hash: Hash = createHash("sha256");
  #position = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async *entries(): AsyncIterable<ContainerEntry> {
    if (`${await this.#line()}\n` !== HEAD) throw this.#wrong("is not a file of results that this version can read");
    for (;;) {
      const before = this.#hash.copy();
      const { kind, name, size, sha256 } = this.#parse(await this.#line());
      if (kind === "end") {
        const isWhole = sha256 === before.digest("hex") && this.#position === (await this.#file.stat()).size;
        if (!isWhole) throw this.#wrong("is damaged");
        return;
      }
      if ((kind !== "object" && kind !== "record") || typeof name !== "string" || !isSize(size)) {
        throw this.#wrong("is damaged");
      }
      yield { kind, name, bytes: await this.#take(size) };
    }
  }

  async #line(): Promise<string> {
    const buffer = Buffer.alloc(LONGEST_LINE);
    const { bytesRead } = await this.#file.read(buffer, 0, LONGEST_LINE, this.#position);
    const end = buffer.subarray(0, bytesRead).indexOf("\n");
    if (end < 0) throw this.#wrong(bytesRead < LONGEST_LINE ? "is cut off" : "is damaged");
    this.#position += end + 1;
    this.#hash.update(buffer.subarray(0, end + 1));
    return buffer.toString("utf8", 0, end);
  }

  async #take(size: number): Promise<Uint8Array> {
    if (this.#position + size > (await this.#file.stat()).size) throw this.#wrong("is cut off");
    const bytes = Buffer.alloc(size);
    for (let filled = 0; filled < size; ) {
      const { bytesRead } = await this.#file.read(bytes, filled, size - filled, this.#position + filled);
      if (bytesRead === 0) throw this.#wrong("is cut off");
      filled += bytesRead;
    }
    this.#position += size;
    this.#hash.update(bytes);
    return bytes;
  }

  #parse(line: string): { readonly [name: string]: unknown } {
    try {
      return Object(JSON.parse(line));
    } catch {
      throw this.#wrong("is damaged");
    }
  }

  #wrong(what: string): PipelineError {
    return new PipelineError({
      code: "results-damaged",
      message: `the file ${what}; nothing was taken from it`,
      where: this.#path,
      remedy: "Write it anew with `pipeline cache export`, and copy it whole.",
    });
  }
}

function isSize(size: unknown): size is number {
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
}
