import { basename } from "node:path";
import type { ObjectDigest } from "../digest.js";
import { isAbandoned } from "./draft.js";
import type { Entry, Inventory, StoredResult } from "./inventory.js";

/** What must stay. */
export interface Need {
  /** Keys of current results, and of those in lock files. */
  readonly keys: ReadonlySet<string>;
  /** Artifacts that views show or lock files name. */
  readonly artifacts: ReadonlySet<string>;
  /** Objects that these artifacts lead to. */
  readonly objects: ReadonlySet<ObjectDigest>;
  /** Artifacts that this project's views show. */
  readonly shown: ReadonlySet<string>;
  /** Keys of which a checkpoint may still be of use; undefined where that can't be told. */
  readonly unfinished: ReadonlySet<string> | undefined;
  /** True where other projects use the store, whose unfinished tasks are not known. */
  readonly isShared: boolean;
}

export interface CollectionOptions {
  /** Remove, oldest first, only until the store is this small, in bytes. */
  readonly keep?: number;
  /** Remove only what was not used for so long, in ms. */
  readonly olderThan?: number;
  /** Ms since 1970. */
  readonly now: number;
}

/** A result that goes, with those of its parts that no other needs. */
export interface RemovedResult {
  readonly result: StoredResult;
  readonly parts: readonly StoredResult[];
  /** Bytes that go with it. */
  readonly size: number;
}

export const ORPHANS = [
  "damaged record",
  "object without a record",
  "checkpoint",
  "leftover draft",
  "damaged object",
  "old bundle",
  "old view",
  "project that is gone",
] as const;

export interface Orphan extends Entry {
  readonly what: (typeof ORPHANS)[number];
}

/** What a collection of garbage would remove, as a value. */
export interface Collection {
  /** Oldest first. */
  readonly results: readonly RemovedResult[];
  /** Objects that go with them. */
  readonly objects: readonly Entry[];
  readonly orphans: readonly Orphan[];
  /** Bytes of all that was found, before and after. */
  readonly before: number;
  readonly after: number;
  /** Results that are needed, and those that need not but may stay. */
  readonly needed: number;
  readonly spared: number;
}

const DAY_MS = 24 * 3600 * 1000;
/** A checkpoint of no current task may be of use again if one goes back to what one had; longer, where others share the store. */
const CHECKPOINT_MS = DAY_MS;
const SHARED_CHECKPOINT_MS = 30 * DAY_MS;

/** Decides what goes. Pure. */
export function planCollection(inventory: Inventory, need: Need, options: CollectionOptions): Collection {
  const needed = neededResults(inventory.results, need);
  const groups = groupParts(inventory.results.filter((result) => !needed.has(result)));
  const holders = countHolders(inventory.results, need);
  const orphans = findOrphans(inventory, need, holders, options.now);
  const before = totalSize(inventory);
  let left = before - sum(orphans);
  const results: RemovedResult[] = [];
  const objects: Entry[] = [];
  for (const { whole, parts } of groups) {
    if (options.keep !== undefined && left <= options.keep) break;
    if (options.olderThan !== undefined && whole.at > options.now - options.olderThan) break;
    const freed = [whole, ...parts].flatMap((result) => release(result, holders, inventory));
    const size = sum(freed) + sum([whole, ...parts]);
    results.push({ result: whole, parts, size });
    objects.push(...freed);
    left -= size;
  }
  const gone = results.reduce((count, { parts }) => count + 1 + parts.length, 0);
  const spared = inventory.results.length - needed.size - gone;
  return { results, objects, orphans, before, after: left, needed: needed.size, spared };
}

function totalSize(inventory: Inventory): number {
  const { results, damagedRecords, objects, checkpoints, drafts, damaged, bundles, views, goneProjects } = inventory;
  const maps = [...objects.values(), ...checkpoints.values(), ...views.values()];
  return sum([...results, ...damagedRecords, ...drafts, ...damaged, ...bundles, ...goneProjects, ...maps]);
}

function sum(entries: Iterable<{ readonly size: number }>): number {
  let total = 0;
  for (const { size } of entries) total += size;
  return total;
}

/** Current and locked results; those that made just what is shown; and the parts that a current one was joined from. */
export function neededResults(
  results: readonly StoredResult[],
  need: Pick<Need, "keys" | "artifacts">,
): ReadonlySet<StoredResult> {
  const wholes = results.filter(
    ({ key, outputs }) =>
      need.keys.has(key) || (outputs.length > 0 && outputs.every((output) => need.artifacts.has(output))),
  );
  const byKind = groupByKind(wholes);
  const parts = results.filter((result) => byKind.get(result.kind)?.some((whole) => isPartOf(result, whole)) === true);
  return new Set([...wholes, ...parts]);
}

function groupByKind(results: readonly StoredResult[]): Map<string, StoredResult[]> {
  const groups = new Map<string, StoredResult[]>();
  for (const result of results) {
    const group = groups.get(result.kind) ?? [];
    group.push(result);
    groups.set(result.kind, group);
  }
  return groups;
}

/** Whether a result is of a part of another's input: all but one input is the same, and its data is in the other's. */
export function isPartOf(part: StoredResult, whole: StoredResult): boolean {
  if (part === whole || part.kind !== whole.kind || part.data.size >= whole.data.size) return false;
  const differing = Object.keys(whole.inputs).filter((name) => whole.inputs[name] !== part.inputs[name]);
  if (differing.length !== 1) return false;
  return [...part.data].every((digest) => whole.data.has(digest));
}

/** Results with the parts of which they were joined, the one used longest ago first; a part of several goes with the last. */
function groupParts(
  results: readonly StoredResult[],
): readonly { readonly whole: StoredResult; readonly parts: readonly StoredResult[] }[] {
  const sorted = [...results].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  const byKind = groupByKind(sorted);
  const partsOf = new Map<StoredResult, StoredResult[]>();
  const isPart = new Set<StoredResult>();
  for (const result of sorted) {
    const whole = byKind.get(result.kind)?.findLast((other) => isPartOf(result, other));
    if (whole === undefined) continue;
    isPart.add(result);
    partsOf.set(whole, [...(partsOf.get(whole) ?? []), result]);
  }
  return sorted.filter((result) => !isPart.has(result)).map((whole) => ({ whole, parts: partsOf.get(whole) ?? [] }));
}

/** How many hold each object: results, and need itself. */
function countHolders(results: readonly StoredResult[], need: Need): Map<ObjectDigest, number> {
  const holders = new Map<ObjectDigest, number>();
  const hold = (digest: ObjectDigest) => holders.set(digest, (holders.get(digest) ?? 0) + 1);
  for (const { objects } of results) for (const digest of objects) hold(digest);
  for (const digest of need.objects) hold(digest);
  return holders;
}

/** Lets a result's objects go; gives those that nothing holds any more. */
function release(result: StoredResult, holders: Map<ObjectDigest, number>, { objects }: Inventory): Entry[] {
  return result.objects.flatMap((digest) => {
    const left = (holders.get(digest) ?? 0) - 1;
    holders.set(digest, left);
    const entry = objects.get(digest);
    return left === 0 && entry !== undefined ? [entry] : [];
  });
}

function findOrphans(
  inventory: Inventory,
  need: Need,
  holders: ReadonlyMap<ObjectDigest, number>,
  now: number,
): readonly Orphan[] {
  const all = (what: Orphan["what"], entries: readonly Entry[]): Orphan[] =>
    entries.map((entry) => ({ what, ...entry }));
  const unheld = [...inventory.objects].flatMap(([digest, entry]) => (holders.has(digest) ? [] : [entry]));
  const rest = need.isShared ? SHARED_CHECKPOINT_MS : CHECKPOINT_MS;
  const { unfinished } = need;
  const checkpoints = [...inventory.checkpoints].flatMap(([key, entry]) =>
    unfinished === undefined || unfinished.has(key) || now - entry.at < rest ? [] : [entry],
  );
  const views = [...inventory.views].flatMap(([digest, entry]) => (need.shown.has(digest) ? [] : [entry]));
  return [
    ...all("damaged record", inventory.damagedRecords),
    ...all("object without a record", unheld),
    ...all("checkpoint", checkpoints),
    ...all(
      "leftover draft",
      inventory.drafts.filter(({ path, at }) => isAbandoned(basename(path), at, now)),
    ),
    ...all("damaged object", inventory.damaged),
    ...all(
      "old bundle",
      inventory.bundles.filter(({ path }) => !inventory.namedBundles.has(basename(path).replace(/\..*/, ""))),
    ),
    ...all("old view", views),
    ...all("project that is gone", inventory.goneProjects),
  ];
}
