import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { canonical, compareIds, isDigest, type Json } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import { removeAbandonedDrafts } from "../store/draft.js";
import { diskFileSystem, type FileSystem } from "../store/file-system.js";
import { explainWriteError, writeWhole } from "../store/write.js";

/** What a run made of one task, and in what environment. */
export interface LockedTask {
  readonly key: string;
  readonly environment: { readonly [name: string]: Json };
  /** Digest of each output's manifest. */
  readonly outputs: { readonly [name: string]: string };
}

/** `pipeline.lock`: what the last run made, by task. */
export type Lock = ReadonlyMap<string, LockedTask>;

/** Version of the file's format. */
const FORMAT = 1;

const HEAD = "# What the last run made, for committing: pipeline run --locked fails where a result differs from it.";

/** `pipeline.lock` beside `pipeline.yaml`; a profile has a file of its own, `pipeline.<profile>.lock`. */
export function lockPath(pipelineFile: string, profile: string | undefined): string {
  const stem = basename(pipelineFile).replace(/\.ya?ml$/, "");
  return join(dirname(pipelineFile), `${[stem, ...(profile === undefined ? [] : [profile])].join(".")}.lock`);
}

/** The text for a lock; in the order of ids and names, whatever the order in which tasks ended. */
export function formatLock(lock: Lock): string {
  const tasks = sorted([...lock]).map(([id, { key, environment, outputs }]) =>
    [
      `  ${JSON.stringify(id)}:`,
      `    key: "${key}"`,
      `    environment: ${canonical(environment)}`,
      "    outputs:",
      ...sorted(Object.entries(outputs)).map(([name, digest]) => `      ${JSON.stringify(name)}: "${digest}"`),
    ].join("\n"),
  );
  return [HEAD, `format: ${FORMAT}`, "tasks:", ...tasks, ""].join("\n");
}

function sorted<Entry>(entries: readonly (readonly [string, Entry])[]): (readonly [string, Entry])[] {
  return [...entries].sort(([a], [b]) => compareIds(a, b));
}

/** Undefined where there is no such file. Throws a `PipelineError` where it is damaged or of another format. */
export function readLock(path: string): Lock | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return parseLock(text, path);
}

/** A lock from its text, which stands at `path`. */
export function parseLock(text: string, path: string): Lock {
  try {
    const { format, tasks } = parse(text) as { format: unknown; tasks: { readonly [id: string]: LockedTask } | null };
    const lock = new Map(Object.entries(tasks ?? {}));
    if (format === FORMAT && [...lock.values()].every(isLockedTask)) return lock;
  } catch {
    // Not YAML, or not a lock: told below.
  }
  throw new PipelineError({
    code: "lock-damaged",
    message: `${basename(path)} is not a lock file of this version`,
    where: path,
    remedy: "Restore it from version control, or remove it and run again: it is made anew.",
  });
}

function isLockedTask({ key, environment, outputs }: LockedTask): boolean {
  return isDigest(key) && typeof environment === "object" && Object.values(outputs).every(isDigest);
}

/** Replaces the file by rename, where its text changes. The draft is beside it: the store may be on another disk. */
export async function writeLock(path: string, lock: Lock, fileSystem: FileSystem = diskFileSystem): Promise<void> {
  const text = formatLock(lock);
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw explainWriteError(error, path);
  }
  const [temporary, prefix] = [dirname(path), `.${basename(path)}.`];
  await removeAbandonedDrafts(temporary, { fileSystem, prefix });
  await writeWhole(path, text, { temporary, prefix, fileSystem });
}
