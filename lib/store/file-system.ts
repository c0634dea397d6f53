import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, stat, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Every file-system call by which the store changes the disk or looks at it: one place to watch, fail or slow it. */
export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: Uint8Array | string): Promise<void>;
  /** Writes what comes, as it comes. */
  writeStream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  mkdir(path: string): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Brings everything written to the file system of a folder onto the disk. */
  sync(folder: string): Promise<void>;
  /** Sets a file's time. */
  touch(path: string, at: Date): Promise<void>;
  /** Size in bytes, or undefined where there is no file. */
  size(path: string): Promise<number | undefined>;
}

export const diskFileSystem: FileSystem = {
  readFile,
  writeFile: (path, content) => writeFile(path, content),
  writeStream: (path, chunks) => writeFile(path, chunks),
  rename,
  async mkdir(path) {
    await mkdir(path, { recursive: true });
  },
  symlink: (target, path) => symlink(target, path),
  unlink,
  remove: (path) => rm(path, { recursive: true, force: true }),
  async sync(folder) {
    await execute("sync", process.platform === "linux" ? ["-f", folder] : []);
  },
  touch: (path, at) => utimes(path, at, at),
  async size(path) {
    try {
      return (await stat(path)).size;
    } catch {
      return undefined;
    }
  },
};
