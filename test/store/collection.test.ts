import { expect, test } from "vitest";
import type { ObjectDigest, TaskKey } from "../../lib/digest.js";
import { type CollectionOptions, type Need, planCollection } from "../../lib/store/collection.js";
import { draftIn } from "../../lib/store/draft.js";
import type { Entry, Inventory, StoredResult } from "../../lib/store/inventory.js";

const DAY = 86_400_000;
const NOW = 1000 * DAY;

const entry = (path: string, size: number, days: number): Entry => ({ path, size, at: NOW - days * DAY });

/** A result of `size` objects of 100 bytes each, named by its letters. */
function result(key: string, objects: string, days: number, { kind = key, input = "" } = {}): StoredResult {
  const digests = [...objects] as ObjectDigest[];
  return {
    ...entry(`records/${key}.json`, 10, days),
    key: key as TaskKey,
    step: key,
    outputs: digests.slice(0, 1),
    objects: digests,
    data: new Set(digests.slice(1)),
    kind,
    inputs: { rows: input },
  };
}

function inventoryOf(results: readonly StoredResult[], rest: Partial<Inventory> = {}): Inventory {
  const digests = new Set(results.flatMap(({ objects }) => objects));
  return {
    results,
    damagedRecords: [],
    objects: new Map([...digests].map((digest) => [digest, entry(digest, 100, 1)])),
    checkpoints: new Map(),
    drafts: [],
    damaged: [],
    bundles: [],
    namedBundles: new Set(),
    views: new Map(),
    goneProjects: [],
    ...rest,
  };
}

const nothing: Need = {
  keys: new Set(),
  artifacts: new Set(),
  objects: new Set(),
  shown: new Set(),
  unfinished: new Set(),
  isShared: false,
};

function collect(inventory: Inventory, need: Partial<Need> = {}, options: Partial<CollectionOptions> = {}) {
  const collection = planCollection(inventory, { ...nothing, ...need }, { now: NOW, ...options });
  return {
    ...collection,
    keys: collection.results.map(({ result }) => result.key),
    freed: collection.objects.map(({ path }) => path).sort(),
    whats: collection.orphans.map(({ what, path }) => `${what}: ${path}`),
  };
}

const three = inventoryOf([result("new", "ab", 1), result("mid", "bc", 10), result("old", "cde", 40)]);

test("without options all that nothing needs goes, the one unused longest first", () => {
  const { keys, freed, before, after } = collect(three, { keys: new Set(["mid"]) });
  expect(keys).toEqual(["old", "new"]);
  expect(freed).toEqual(["a", "d", "e"]);
  expect(before).toBe(530);
  expect(after).toBe(210);
});

test("an object goes with the last result that holds it", () => {
  const { results } = collect(three);
  expect(results.map(({ size }) => size)).toEqual([210, 110, 210]);
});

test("what a view shows or a lock names stays, with the result that made just that", () => {
  const { keys, freed } = collect(three, {
    artifacts: new Set(["c"]),
    objects: new Set(["c", "d", "e"]) as Set<ObjectDigest>,
  });
  expect(keys).toEqual(["mid", "new"]);
  expect(freed).toEqual(["a", "b"]);
});

test("--keep stops as soon as the store is small enough, --older-than at what is younger", () => {
  expect(collect(three, {}, { keep: 529 }).keys).toEqual(["old"]);
  expect(collect(three, {}, { keep: 530 }).keys).toEqual([]);
  expect(collect(three, {}, { keep: 0 }).keys).toEqual(["old", "mid", "new"]);
  expect(collect(three, {}, { olderThan: 10 * DAY }).keys).toEqual(["old", "mid"]);
  expect(collect(three, {}, { olderThan: 10.1 * DAY }).keys).toEqual(["old"]);
  expect(collect(three, {}, { olderThan: 10 * DAY, keep: 320 }).keys).toEqual(["old"]);
});

test("the parts of a needed result stay, those of another go with it", () => {
  const parted = inventoryOf([
    result("whole", "wxy", 5, { kind: "k", input: "1+2" }),
    result("part1", "px", 50, { kind: "k", input: "1" }),
    result("part2", "qy", 50, { kind: "k", input: "2" }),
    result("stray", "rz", 3, { kind: "k", input: "3" }),
  ]);
  const kept = collect(parted, { keys: new Set(["whole"]) });
  expect(kept.keys).toEqual(["stray"]);
  expect(kept.needed).toBe(3);
  const gone = collect(parted, {}, { olderThan: 4 * DAY });
  expect(gone.results.map(({ result: { key }, parts }) => [key, parts.map((part) => part.key)])).toEqual([
    ["whole", ["part1", "part2"]],
  ]);
});

test("orphans go whatever the options say, and what may be of use stays", () => {
  const dead = draftIn("tmp", "", 2 ** 22 + 1);
  const inventory = inventoryOf([result("new", "ab", 1)], {
    objects: new Map([
      ["a" as ObjectDigest, entry("a", 100, 1)],
      ["z" as ObjectDigest, entry("z", 7, 1)],
    ]),
    damagedRecords: [entry("broken.json", 1, 1)],
    checkpoints: new Map([
      ["unfinished", entry("unfinished", 1, 9)],
      ["fresh", entry("fresh", 1, 0.5)],
      ["stale", entry("stale", 1, 9)],
    ]),
    drafts: [entry(draftIn("tmp"), 1, 0), entry("tmp/fresh", 1, 0), entry("tmp/old", 1, 2), entry(dead, 1, 0)],
    damaged: [entry("set-aside", 1, 0)],
    bundles: [entry("bundles/used.cjs", 1, 0), entry("bundles/unused.cjs", 1, 0)],
    namedBundles: new Set(["used"]),
    views: new Map([
      ["a", entry("views/a", 0, 0)],
      ["b", entry("views/b", 0, 0)],
    ]),
  });
  const need = { keys: new Set(["new"]), shown: new Set(["a"]), unfinished: new Set(["unfinished"]) };
  expect(collect(inventory, need, { keep: 1e9, olderThan: 99 * DAY }).whats).toEqual([
    "damaged record: broken.json",
    "object without a record: z",
    "checkpoint: stale",
    "leftover draft: tmp/old",
    `leftover draft: ${dead}`,
    "damaged object: set-aside",
    "old bundle: bundles/unused.cjs",
    "old view: views/b",
  ]);
  const checkpoints = (changed: Partial<Need>) =>
    collect(inventory, { ...need, ...changed }).whats.filter((what) => what.startsWith("checkpoint"));
  expect(checkpoints({ unfinished: undefined })).toEqual([]);
  expect(checkpoints({ isShared: true })).toEqual([]);
});
