import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonical, digestBytes, digestJson, type Json, type ObjectDigest, type TaskKey } from "../digest.js";
import type { CheckedFiles } from "./checked.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import type { ObjectStore } from "./objects.js";
import { lookAt } from "./watcher.js";
import { writeWhole } from "./write.js";

/** An input as it counts in a key: one artifact, or the cells of a matrix step in order. */
export type InputDigest =
  | ObjectDigest
  | readonly { readonly cell: { readonly [axis: string]: Json }; readonly artifact: ObjectDigest }[];

/** Everything that can change a task's result. */
export interface Components {
  /** Version of the store's formats. */
  readonly format: number;
  /** Digest of the step's minified bundle. */
  readonly code: string;
  /** Packages with native parts that stay outside the bundle: name → version and lock-file integrity. */
  readonly natives: { readonly [name: string]: string };
  readonly with: { readonly [name: string]: Json };
  readonly inputs: { readonly [name: string]: InputDigest };
  readonly environment: { readonly [name: string]: Json };
}

/** What a task made: written last, so that what it names is there. */
export interface TaskRecord {
  readonly key: TaskKey;
  readonly step: string;
  readonly components: Components;
  /** Digest of each source file of the bundle, minified; not part of the key, which the bundle's own digest covers. */
  readonly sources: { readonly [file: string]: string };
  readonly outputs: { readonly [name: string]: ObjectDigest };
  /** How long the task took, in milliseconds. */
  readonly took: number;
}

/** What of a record those need who know its key. */
export type Result = Pick<TaskRecord, "outputs" | "took">;

/** Version of the store's formats; in every key. */
export const STORE_FORMAT = 1;

export function keyOf({ with: parameters, ...others }: Components): TaskKey {
  return keysOf(others)(parameters);
}

/** The keys of tasks that differ in nothing but their parameters, whose name comes last in canonical order. */
export function keysOf(others: Omit<Components, "with">): (parameters: Components["with"]) => TaskKey {
  const head = canonical(others).slice(0, -1);
  return (parameters) => digestBytes<"task">(`${head},"with":${canonical(parameters)}}`);
}

/** A record's file: its digest, then the record in canonical form, which is the text that the digest is of. */
const FILE = /^\{"digest":"([0-9a-f]{64})","record":(.*)\}$/s;

/** A record from its file's text, if it is whole. */
export function parseRecord(text: string): TaskRecord | undefined {
  const [, digest, record] = FILE.exec(text) ?? [];
  if (record === undefined || digestBytes(record) !== digest) return undefined;
  try {
    return JSON.parse(record);
  } catch {
    return undefined;
  }
}

/** *Key → outputs*, a small file each, in `<folder>/records`. */
export class RecordStore {
  readonly #folder: string;
  readonly #objects: ObjectStore;
  readonly #checked: CheckedFiles;
  readonly #fileSystem: FileSystem;

  constructor(objects: ObjectStore, checked: CheckedFiles, fileSystem: FileSystem = diskFileSystem) {
    this.#folder = objects.folder;
    this.#objects = objects;
    this.#checked = checked;
    this.#fileSystem = fileSystem;
  }

  /** The record of a key, if it is whole; its outputs may be gone. */
  find(key: TaskKey): TaskRecord | undefined {
    let text: string;
    try {
      text = readFileSync(this.path(key), "utf8");
    } catch {
      return undefined;
    }
    const record = parseRecord(text);
    return record?.key === key ? record : undefined;
  }

  /** The result of a key, if it and all that it names are there. Reads its record only where that looks different from when it was last read. */
  recall(key: TaskKey): Result | undefined {
    const began = Date.now();
    const sight = lookAt(this.path(key));
    const known = this.#checked.held(recordFile(key), sight) as Result | undefined;
    const result = known ?? this.#read(key);
    if (result === undefined) return undefined;
    if (known === undefined) this.#checked.note(recordFile(key), sight, began, result);
    return Object.values(result.outputs).every((output) => this.#objects.isComplete(output)) ? result : undefined;
  }

  #read(key: TaskKey): Result | undefined {
    const record = this.find(key);
    return record === undefined ? undefined : { outputs: record.outputs, took: record.took };
  }

  async write(record: TaskRecord): Promise<void> {
    const content = canonical({ digest: digestJson(record), record });
    const temporary = join(this.#folder, "tmp");
    await writeWhole(this.path(record.key), content, { temporary, fileSystem: this.#fileSystem });
  }

  /** Notes that a result was in use until now. One that is gone is no matter. */
  async touch(key: TaskKey, at: Date = new Date()): Promise<void> {
    await this.#fileSystem.touch(this.path(key), at).catch(() => undefined);
  }

  path(key: TaskKey): string {
    return `${this.#folder}/${recordFile(key)}`;
  }
}

/** The path of a record below a store's folder. */
function recordFile(key: TaskKey): string {
  return `records/${key.slice(0, 2)}/${key.slice(2)}.json`;
}
