import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { RandomAccess } from "../artifact/random-access.js";
import type { ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import type { SourceRoot } from "../plan/task.js";
import type { Store } from "../store/store.js";
import { type Fingerprint, lookAt } from "../store/watcher.js";
import { explainWriteError } from "../store/write.js";
import { locateSourceFile } from "./source-file.js";

/** Files of which a task reads pieces, and what it keeps outside memory: open until it ends. */
export class OpenedFiles {
  readonly #roots: readonly SourceRoot[];
  readonly #store: Store;
  readonly #makeFolder: () => Promise<string>;
  readonly #handles: FileHandle[] = [];

  /** `makeFolder` makes, once, the folder that goes with the task. */
  constructor(roots: readonly SourceRoot[], store: Store, makeFolder: () => Promise<string>) {
    this.#roots = roots;
    this.#store = store;
    this.#makeFolder = makeFolder;
  }

  /** A file of a source with this digest, which is checked once. Each piece fails with `source-changed` if the file has changed since. */
  async open(id: string, digest: ObjectDigest): Promise<RandomAccess> {
    const { path, fingerprint } = await this.#locate(id, digest);
    const handle = await this.#open(path, "r");
    const { size } = await handle.stat();
    return {
      size,
      async read(offset, length) {
        const bytes = await readPiece(handle, offset, Math.min(length, size - offset));
        if (lookAt(path).fingerprint !== fingerprint) throw changed(id, path);
        return bytes;
      },
    };
  }

  /** Keeps chunks in a file of the task's folder. */
  async spool(chunks: AsyncIterable<Uint8Array>): Promise<RandomAccess> {
    const path = join(await this.#makeFolder(), `spool-${this.#handles.length}`);
    const handle = await this.#open(path, "wx+");
    let size = 0;
    for await (const chunk of chunks) {
      try {
        await handle.writeFile(chunk);
      } catch (error) {
        throw explainWriteError(error, path);
      }
      size += chunk.byteLength;
    }
    return { size, read: (offset, length) => readPiece(handle, offset, Math.min(length, size - offset)) };
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.splice(0)) await handle.close();
  }

  async #open(path: string, flags: string): Promise<FileHandle> {
    const handle = await open(path, flags);
    this.#handles.push(handle);
    return handle;
  }

  /** Where the file lies, and how it looked before it was digested. */
  async #locate(
    id: string,
    digest: ObjectDigest,
  ): Promise<{ readonly path: string; readonly fingerprint: Fingerprint }> {
    const { objects } = this.#store;
    if (!objects.has(digest)) return locateSourceFile(id, digest, this.#roots);
    const { fingerprint } = lookAt(objects.path(digest));
    return { path: await objects.locate(digest), fingerprint };
  }
}

async function readPiece(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, length));
  let read = 0;
  while (read < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, read, bytes.byteLength - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

function changed(id: string, path: string): PipelineError {
  return new PipelineError({
    code: "source-changed",
    message: `the file "${id}" has changed since the run began`,
    where: path,
    remedy: "Run again: what changed is taken up.",
  });
}
