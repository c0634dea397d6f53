import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { ObjectDigest } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import { draftIn } from "./draft.js";
import type { FileSystem } from "./file-system.js";

/** Puts a file in place whole or not at all: written under a name, after `prefix`, in `temporary`, then renamed. */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
  {
    temporary,
    prefix,
    fileSystem,
  }: { readonly temporary: string; readonly prefix?: string; readonly fileSystem: FileSystem },
): Promise<void> {
  const draft = draftIn(temporary, prefix);
  try {
    await retryWithFolder(draft, fileSystem, () => fileSystem.writeFile(draft, content));
    await retryWithFolder(path, fileSystem, () => fileSystem.rename(draft, path));
  } catch (error) {
    await fileSystem.remove(draft).catch(() => undefined);
    throw explainWriteError(error, path);
  }
}

/**
 * Puts a stream in place as it comes, if it has the digest that it must have, and else leaves nothing; gives the digest that
 * it has. What fails in the stream itself is thrown as it is.
 */
export async function writeStreamWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  expected: ObjectDigest,
  { temporary, fileSystem }: { readonly temporary: string; readonly fileSystem: FileSystem },
): Promise<ObjectDigest> {
  const draft = draftIn(temporary);
  const hash = createHash("sha256");
  async function* watched() {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await fileSystem.mkdir(temporary);
    await fileSystem.writeStream(draft, watched());
    const digest = hash.digest("hex") as ObjectDigest;
    if (digest === expected) await retryWithFolder(path, fileSystem, () => fileSystem.rename(draft, path));
    else await fileSystem.remove(draft);
    return digest;
  } catch (error) {
    await fileSystem.remove(draft).catch(() => undefined);
    throw explainWriteError(error, path);
  }
}

/** Acts, and once more with the folder of `path` made, where there is none. */
export async function retryWithFolder(path: string, fileSystem: FileSystem, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    await fileSystem.mkdir(dirname(path));
    await act();
  }
}

/** Turns a system error met while writing into one that says what to do. */
export function explainWriteError(error: unknown, path: string): unknown {
  switch (systemCode(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new PipelineError({
        code: "disk-full",
        message: "the disk is full: a result could not be stored",
        where: path,
        remedy: "Make room and run again; what had succeeded is kept.",
        cause: error,
      });
    case "EIO":
      return new PipelineError({
        code: "disk-failing",
        message: "the disk reports an error (EIO): a result could not be stored",
        where: path,
        remedy: "Look after the disk, then run again; what had succeeded is kept.",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
      return new PipelineError({
        code: "store-unwritable",
        message: `nothing can be written here (${systemCode(error)})`,
        where: path,
        remedy: "Make it a place where you may write, with nothing in the way, then run again.",
        cause: error,
      });
    default:
      return error;
  }
}
