import { readdirSync, rmSync, utimesSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gatherNeed } from "../../lib/run/need.js";
import { collect } from "../../lib/store/collect.js";
import { planCollection } from "../../lib/store/collection.js";
import { draftIn } from "../../lib/store/draft.js";
import { diskFileSystem } from "../../lib/store/file-system.js";
import { takeInventory } from "../../lib/store/inventory.js";
import { openStore } from "../../lib/store/store.js";
import { lookAt } from "../../lib/store/watcher.js";
import { Rig } from "../rig.js";
import { gatedRig, openGate } from "../run/gate.js";
import { nightly } from "../seed.js";

const THREE = ["--set", "params.times=3"];

/** Results for two and for three times; those for three are current. */
async function rigWithHistory(): Promise<Rig> {
  const rig = new Rig("letters");
  await rig.run("run");
  expect((await rig.run("run", ...THREE)).code).toBe(0);
  return rig;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)],
  );
}

test("shows first and removes with --yes, keeping what is current", async () => {
  const rig = await rigWithHistory();
  const store = openStore(rig.path("artifacts"));
  const objects = () => filesBelow(rig.path("artifacts/objects")).map((path) => relative(store.folder, path));
  for (const file of objects()) store.checked.note(file, lookAt(join(store.folder, file)), Date.now() + 60_000);
  await store.checked.keep();
  const before = filesBelow(rig.path("artifacts")).length;
  const shown = await rig.run("gc");
  expect(shown.stdout).toMatch(/ {2}result +repeat +[0-9a-f]{12} +\d\.\d kB +used just now\n/);
  expect(shown.stdout.match(/^ {2}result /gm)).toHaveLength(4);
  expect(shown.stdout).toContain("5 results needed, 0 spared\nnothing is removed yet: the same with --yes does it");
  expect(filesBelow(rig.path("artifacts"))).toHaveLength(before);
  expect((await rig.run("gc", "--yes")).stdout).toMatch(/\nremoved; .* freed\n/);
  expect(
    readdirSync(rig.path("artifacts/records"), { recursive: true }).filter((name) => String(name).endsWith(".json")),
  ).toHaveLength(5);
  // What was noted of files that are gone is forgotten.
  const noted = (store.derived.json("checked-files.json") as [file: string][]).map(([file]) => file);
  expect(noted.filter((file) => file.startsWith("objects/")).toSorted()).toEqual(objects().toSorted());
  expect((await rig.run("gc")).stdout).toContain("0 B of");
  expect((await rig.events(...THREE)).ran).toEqual([]);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 30\nb 12\n");
  expect((await rig.events()).ran).toHaveLength(4);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
});

test("keeps what a lock file names, and refuses where one is damaged", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  rig.write("pipeline.release.lock", rig.read("pipeline.lock"));
  await rig.run("run", ...THREE);
  expect((await rig.run("gc", "--yes")).code).toBe(0);
  expect((await rig.events()).ran).toEqual([]);
  rig.write("pipeline.release.lock", "<<<<<<< ours");
  const { code, stderr } = await rig.run("gc", "--yes");
  expect(stderr).toContain("pipeline.release.lock");
  expect(code).toBe(2);
});

nightly("--keep and --older-than choose, wrong ones are refused", async () => {
  const rig = await rigWithHistory();
  expect((await rig.run("gc", "--keep", "1GB")).stdout).not.toContain("  result");
  expect((await rig.run("gc", "--keep", "0MB")).stdout.match(/ {2}result /g)).toHaveLength(4);
  expect((await rig.run("gc", "--older-than", "1d")).stdout).toContain("5 results needed, 4 spared");
  for (const args of [["--keep", "20"], ["--older-than", "soon"], ["--keep", "-1GB"], ["--yess"]]) {
    const { code, stderr } = await rig.run("gc", ...args);
    expect(stderr.length).toBeGreaterThan(0);
    expect(code).toBe(2);
  }
  expect((await rig.events(...THREE)).ran).toEqual([]);
});

nightly("age counts from when a result ceased to be current", async () => {
  const rig = await rigWithHistory();
  const long = new Date(Date.now() - 40 * 86_400_000);
  const records = filesBelow(rig.path("artifacts/records"));
  for (const path of records) utimesSync(path, long, long);
  await rig.run("run");
  const { stdout } = await rig.run("gc", "--older-than", "30d");
  expect(stdout).toContain("5 results needed, 4 spared");
  expect((await rig.run("gc", "--older-than", "0d")).stdout.match(/used just now/g)?.length).toBe(4);
});

nightly("keeps the parts of which a current result was joined", async () => {
  const rig = new Rig("letters");
  for (let index = 0; index < 1500; index++) rig.write(`data/${index}.txt`, `text ${index}`);
  await rig.run("run");
  expect((await rig.run("gc", "--yes")).stdout).not.toContain("  result");
  rig.write("data/1499.txt", "another");
  const { events } = await rig.events();
  const started = events.find((event) => event.type === "task-started" && event.task === "repeat");
  expect(started).toMatchObject({ parts: { cached: expect.any(Number) } });
  const { total, cached } = (started as { parts: { total: number; cached: number } }).parts;
  expect([total > 1, total - cached]).toEqual([true, 1]);
});

test("removes orphans of every kind, and nothing that lives", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  const dead = spawnedAndGone();
  const long = new Date(Date.now() - 3 * 86_400_000);
  const orphans = [
    draftIn("artifacts/tmp", "", dead),
    `artifacts/objects/00/${"0".repeat(62)}`,
    `artifacts/records/00/${"0".repeat(62)}.json`,
    `artifacts/damaged/${"0".repeat(64)}-12345678`,
    `artifacts/checkpoints/${"0".repeat(64)}`,
    `artifacts/derived/bundles/${"0".repeat(64)}.cjs`,
    `artifacts/derived/bundles/${"0".repeat(64)}.origins.json`,
    `artifacts/views/${"0".repeat(64)}/page.txt`,
  ];
  const kept = [draftIn("artifacts/tmp"), `artifacts/checkpoints/${"1".repeat(64)}`];
  const bundles = readdirSync(rig.path("artifacts/derived/bundles"));
  for (const name of [...orphans, ...kept]) rig.write(name, "left");
  utimesSync(rig.path("artifacts/checkpoints", "0".repeat(64)), long, long);
  const { stdout, code } = await rig.run("gc", "--yes");
  expect(code).toBe(0);
  expect(stdout).toMatch(/damaged object +000000000000/);
  expect(orphans.filter((name) => rig.exists(name))).toEqual([]);
  expect(kept.filter((name) => !rig.exists(name))).toEqual([]);
  expect(readdirSync(rig.path("artifacts/derived/bundles"))).toEqual(bundles);
  expect((await rig.events()).ran).toEqual([]);
});

function spawnedAndGone(): number {
  return 2 ** 22 + 1;
}

test("refuses while a run lives, suspended or not, and names it", async () => {
  const rig = gatedRig();
  const run = rig.start(["run"]);
  onTestFinished(() => {
    if (run.process.exitCode === null && run.process.signalCode === null) run.killTree();
  });
  await run.until("at the gate");
  const pid = run.process.pid ?? 0;
  const refused = await rig.run("gc", "--yes");
  expect(refused.stderr).toContain(`the store is in use by process ${pid} (pipeline run: list)`);
  expect(refused.code).toBe(2);
  process.kill(-pid, "SIGSTOP");
  const suspended = await rig.run("gc", "--yes");
  expect(suspended.stderr).toContain(`process ${pid}, which does not answer and may be suspended`);
  expect(suspended.code).toBe(2);
  process.kill(-pid, "SIGCONT");
  openGate(rig);
  expect((await run.ended).code).toBe(0);
  expect((await rig.run("gc", "--yes")).code).toBe(0);
});

test("one that breaks off at any removal leaves no record without its objects", async () => {
  const rig = await rigWithHistory();
  const store = openStore(rig.path("artifacts"));
  for (let budget = 0; ; budget++) {
    const inventory = await takeInventory(store);
    const need = await gatherNeed(rig.folder, store, new Set());
    const collection = planCollection(inventory, need, { now: Date.now() });
    if (collection.results.length + collection.orphans.length === 0) {
      expect(budget).toBeGreaterThan(3);
      break;
    }
    let left = budget;
    const failing = {
      ...diskFileSystem,
      remove: (path: string) => (left-- > 0 ? diskFileSystem.remove(path) : Promise.reject(new Error("killed"))),
    };
    await collect(collection, failing).catch(() => undefined);
    for (const { key } of (await takeInventory(store)).results) expect(store.records.recall(key)).toBeDefined();
  }
  expect((await rig.events(...THREE)).ran).toEqual([]);
});

nightly("without latest.json the views still say what is current", async () => {
  const rig = await rigWithHistory();
  rmSync(rig.path("pipeline.lock"));
  rmSync(rig.path("artifacts/derived"), { recursive: true });
  expect((await rig.run("gc", "--yes")).code).toBe(0);
  expect((await rig.events(...THREE)).ran).toEqual([]);
});

nightly("cache shows sizes by step", async () => {
  const rig = await rigWithHistory();
  const { stdout } = await rig.run("cache");
  expect(stdout).toMatch(/^step +results +parts +current +size +last used\n/);
  expect(stdout).toMatch(/\ncount +4 +0 +2 +\d+\.\d kB +in use\n/);
  expect(stdout).toMatch(/\nlist +1 +0 +1 /);
  expect(stdout).toContain("`pipeline gc` would free");
});

test("in a project that never ran there is nothing to do", async () => {
  const rig = new Rig("letters");
  expect((await rig.run("gc")).stdout).toBe("nothing is stored yet\n");
  expect(rig.exists("artifacts")).toBe(false);
  expect((await rig.run("cache")).stdout).toContain("0 B");
});
