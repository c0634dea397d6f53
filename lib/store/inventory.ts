import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { digestJson, isDigest, type ObjectDigest, type TaskKey } from "../digest.js";
import { registeredProjects } from "./projects.js";
import { Reach } from "./reach.js";
import type { TaskRecord } from "./records.js";
import type { Store } from "./store.js";

/** A file or folder in the store, with its size in bytes and when it was last written, in ms since 1970. */
export interface Entry {
  readonly path: string;
  readonly size: number;
  readonly at: number;
}

/** A record as it is stored; its time is when it was made or last ceased to be current. */
export interface StoredResult extends Entry {
  readonly key: TaskKey;
  readonly step: string;
  readonly outputs: readonly ObjectDigest[];
  /** Every object that it leads to. */
  readonly objects: readonly ObjectDigest[];
  /** Those that hold its outputs' data. */
  readonly data: ReadonlySet<ObjectDigest>;
  /** Digest of all that makes up its key but its inputs; of each input, a digest. */
  readonly kind: string;
  readonly inputs: { readonly [name: string]: string };
}

/** All that a store holds, as found at one moment. */
export interface Inventory {
  readonly results: readonly StoredResult[];
  /** Files among the records that are none. */
  readonly damagedRecords: readonly Entry[];
  readonly objects: ReadonlyMap<ObjectDigest, Entry>;
  /** By task key. */
  readonly checkpoints: ReadonlyMap<string, Entry>;
  /** Files on their way into place, of the store and the project. */
  readonly drafts: readonly Entry[];
  /** Objects that were set aside because their content did not match their name. */
  readonly damaged: readonly Entry[];
  /** Bundled steps, and those digests of them that anything in `derived` still names. */
  readonly bundles: readonly Entry[];
  readonly namedBundles: ReadonlySet<string>;
  /** Folders of the project's views, by artifact. */
  readonly views: ReadonlyMap<string, Entry>;
  /** Notes of projects whose folder is gone. */
  readonly goneProjects: readonly Entry[];
}

/** Looks through a store. Writes nothing. */
export async function takeInventory(store: Store): Promise<Inventory> {
  const inStore = (...names: string[]) => join(store.folder, ...names);
  const results: StoredResult[] = [];
  const damagedRecords: Entry[] = [];
  const reach = new Reach(store.objects);
  for (const { entry, name } of filesInTwoLevels(inStore("records"))) {
    const record = store.records.find(name.replace(/\.json$/, "") as TaskKey);
    if (record === undefined) damagedRecords.push(entry);
    else results.push(await describe(record, entry, reach));
  }
  const objects = filesInTwoLevels(inStore("objects")).flatMap(({ entry, name }) =>
    isDigest(name) ? [[name, entry] as const] : [],
  );
  const temporary = new Set([inStore("tmp"), join(store.artifacts, "tmp")]);
  return {
    results,
    damagedRecords,
    objects: new Map(objects),
    checkpoints: byName(entriesOf(inStore("checkpoints"))),
    drafts: [...temporary].flatMap(entriesOf),
    damaged: entriesOf(inStore("damaged")),
    bundles: entriesOf(inStore("derived", "bundles")),
    namedBundles: findNamedBundles(store),
    views: byName(entriesOf(join(store.artifacts, "views"))),
    goneProjects: registeredProjects(store.folder).flatMap(({ root, path }) =>
      existsSync(root) ? [] : (measure(path) ?? []),
    ),
  };
}

async function describe(record: TaskRecord, entry: Entry, reach: Reach): Promise<StoredResult> {
  const { key, step, outputs, components } = record;
  const { inputs, ...rest } = components;
  return {
    ...entry,
    key,
    step,
    outputs: Object.values(outputs),
    objects: await reach.ofRecord(record),
    data: new Set(reach.partsOf(record)),
    kind: digestJson([step, rest]),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, digestJson(input)])),
  };
}

function filesInTwoLevels(folder: string): { readonly entry: Entry; readonly name: string }[] {
  return list(folder).flatMap((first) =>
    entriesOf(join(folder, first)).map((entry) => ({ entry, name: first + basename(entry.path) })),
  );
}

function entriesOf(folder: string): readonly Entry[] {
  return list(folder).flatMap((name) => measure(join(folder, name)) ?? []);
}

function byName(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [basename(entry.path), entry]));
}

/** A file's size, or a folder's with all below it; links count for nothing. */
function measure(path: string): Entry | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return { path, size: found.size, at: found.mtimeMs };
  const below = list(path).filter(
    (name) => lstatSync(join(path, name), { throwIfNoEntry: false })?.isSymbolicLink() === false,
  );
  const size = below.reduce((sum, name) => sum + (measure(join(path, name))?.size ?? 0), 0);
  return { path, size, at: found.mtimeMs };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function findNamedBundles(store: Store): ReadonlySet<string> {
  const folder = store.derived.path(".");
  const files = list(folder).flatMap((kind) =>
    kind === "bundles" ? [] : list(join(folder, kind)).map((name) => join(kind, name)),
  );
  const texts = [...files, ...list(folder)].map((name) => store.derived.text(name) ?? "");
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/bundles\/([0-9a-f]{64})/g)].map((match) => match[1] ?? "")),
  );
}
