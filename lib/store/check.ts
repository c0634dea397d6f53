import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import PQueue from "p-queue";
import { isDigest, type ObjectDigest, type TaskKey } from "../digest.js";
import { PipelineError } from "../error.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import type { TaskRecord } from "./records.js";
import type { Store } from "./store.js";

/** What a check of a whole store found. */
export interface StoreCheck {
  readonly objects: number;
  readonly bytes: number;
  readonly records: number;
  /** What was set aside. */
  readonly damaged: readonly Damage[];
  /** Objects of which the disk gives nothing: they are where they were. */
  readonly unreadable: readonly Damage[];
}

/** What is not as it was stored. */
export interface Damage {
  readonly kind: "object" | "record";
  /** The digest or key that it was stored under. */
  readonly name: string;
  /** Where it was found. */
  readonly path: string;
  /** What it was for, where records tell: `repeat.texts 00000.parquet`. */
  readonly of: string | undefined;
}

export interface StoreCheckOptions {
  readonly signal: AbortSignal;
  onBytes(done: number, total: number): void;
}

const PARALLEL_READS = 4;

/** Reads every record and every object, and sets aside those that are not what their names say. */
export async function checkStore(
  store: Store,
  { signal, onBytes }: StoreCheckOptions,
  fileSystem: FileSystem = diskFileSystem,
): Promise<StoreCheck> {
  const [damaged, unreadable]: [Damage[], Damage[]] = [[], []];
  const records: TaskRecord[] = [];
  const recordFiles = list(join(store.folder, "records"), ".json");
  for (const { name, path } of recordFiles) {
    const record = store.records.find(name as TaskKey);
    if (record !== undefined) records.push(record);
    else {
      await fileSystem.mkdir(join(store.folder, "damaged"));
      await fileSystem.rename(path, join(store.folder, "damaged", `${name}-${randomBytes(4).toString("hex")}.json`));
      damaged.push({ kind: "record", name, path, of: undefined });
    }
  }
  const uses = usesOf(records, store);
  const objects = list(join(store.folder, "objects"), "").map((file) => ({ ...file, size: statSync(file.path).size }));
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const queue = new PQueue({ concurrency: PARALLEL_READS });
  const check = async ({ name, path, size }: (typeof objects)[number]) => {
    if (signal.aborted) return;
    const state = await stateOf(name as ObjectDigest, store);
    const damage: Damage = { kind: "object", name, path, of: uses.get(name) };
    if (state === "damaged") damaged.push(damage);
    if (state === "unreadable") unreadable.push(damage);
    done += size;
    onBytes(done, bytes);
  };
  await queue.addAll(objects.map((object) => () => check(object)));
  return { objects: objects.length, bytes, records: recordFiles.length, damaged, unreadable };
}

/** Reading an object checks it, and sets it aside where it is damaged. */
async function stateOf(digest: ObjectDigest, store: Store): Promise<"whole" | "damaged" | "unreadable"> {
  try {
    await store.objects.read(digest);
    return "whole";
  } catch (error) {
    const code = error instanceof PipelineError ? error.code : undefined;
    // One that is gone by now was taken away, or made again, by another process.
    if (code === "object-missing") return "whole";
    if (code === "object-damaged") return "damaged";
    if (code === "object-unreadable") return "unreadable";
    throw error;
  }
}

/** Files `<2 digits>/<62 digits><extension>` of a folder, by their digest. */
function list(folder: string, extension: string): readonly { readonly name: string; readonly path: string }[] {
  return namesIn(folder).flatMap((prefix) =>
    namesIn(join(folder, prefix)).flatMap((rest) => {
      const name = `${prefix}${rest.slice(0, rest.length - extension.length)}`;
      return rest.endsWith(extension) && isDigest(name) ? [{ name, path: join(folder, prefix, rest) }] : [];
    }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** What objects are for: manifests and parts by digest. */
function usesOf(records: readonly TaskRecord[], store: Store): ReadonlyMap<string, string> {
  const uses = new Map<string, string>();
  for (const { step, outputs } of records) {
    for (const [output, digest] of Object.entries(outputs)) {
      uses.set(digest, `${step}.${output}`);
      const manifest = store.objects.manifest(digest);
      for (const part of manifest?.parts ?? []) uses.set(part.digest, `${step}.${output} ${part.name}`);
      const listed = manifest === undefined ? [] : store.objects.listed(manifest);
      for (const file of listed) uses.set(file.digest, `${step}.${output} ${file.id}`);
    }
  }
  return uses;
}
