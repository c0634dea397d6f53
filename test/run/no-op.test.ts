// A run with nothing to do is answered from a snapshot of what it rested on, after a look at all of that.
import { readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Result, Rig } from "../rig.js";
import { isNightly, nightly } from "../seed.js";

const SNAPSHOT = "artifacts/derived/snapshot.json";

/** Runs until a snapshot is kept: what was just written must be still for longer than a file system's clock ticks. */
async function settled(rig: Rig): Promise<void> {
  rmSync(rig.path(SNAPSHOT), { force: true });
  while (!rig.exists(SNAPSHOT)) expect((await rig.run("run")).code).toBe(0);
  // A count that no run would arrive at shows whose answer it is.
  rig.write(SNAPSHOT, rig.read(SNAPSHOT).replace('"cached":5', '"cached":555'));
}

const isAnswered = ({ stdout }: Result) => stdout.includes("555 cached");

test("it is answered at a look, with the words of a run, and only for the same command", async () => {
  const rig = new Rig("letters");
  await settled(rig);
  const { stdout } = await rig.run("run");
  expect(stdout).toMatch(/^nothing to do in \d\.\d s: 0 tasks ran, 555 cached\nnext {3}pipeline status/);
  expect(isAnswered(await rig.run("run", "--set", "params.times=2"))).toBe(false);
  expect(isAnswered(await rig.run("run", "page"))).toBe(false);
  expect((await rig.run("run", "--locked")).stdout).toContain("5 tasks as in pipeline.lock");
});

/** All each night; else the first two, for each takes as long as a clock's tick and several runs. */
function some<Case>(cases: { readonly [what: string]: Case }): [string, Case][] {
  return Object.entries(cases).slice(0, isNightly ? Number.POSITIVE_INFINITY : 2);
}

const changes: { readonly [what: string]: (rig: Rig) => void } = {
  "a file of the source, its size and time as before": (rig) => {
    const then = new Date("2026-01-01");
    rig.write("data/alpha.txt", rig.read("data/alpha.txt").replace("a", "b"));
    utimesSync(rig.path("data/alpha.txt"), then, then);
  },
  "the files of the source": (rig) => rig.write("data/new.txt", "bbb\n"),
  "a step's code": (rig) => rig.replace("steps/repeat-text.ts", ".join(separator)", ".join(separator).toUpperCase()"),
  "pipeline.yaml": (rig) => rig.replace("pipeline.yaml", "times: 2", "times: 3"),
};

test.each(some(changes))("not after a change of %s", async (_, change) => {
  const rig = new Rig("letters");
  await settled(rig);
  change(rig);
  expect((await rig.run("run")).stdout).toMatch(/\ndone in .* [1-5] tasks? ran/);
});

const SHOWN = ["repeat/texts/00000.parquet", "count/letter=a/count/table.parquet", "page/page/page.txt"];

const damages: { readonly [what: string]: (rig: Rig) => void } = {
  "a bit of a stored result": (rig) => {
    const path = rig.path("artifacts/repeat/texts/00000.parquet");
    const bytes = readFileSync(path);
    bytes[40]! ^= 4;
    writeFileSync(path, bytes);
  },
  "a link to a result": (rig) => rmSync(rig.path("artifacts/count/letter=a/count")),
  "a page's copy": (rig) => writeFileSync(rig.path("artifacts/page/page/page.txt"), "x 20\nb 8\n"),
  "the lock": (rig) => rmSync(rig.path("pipeline.lock")),
};

test.each(some(damages))("not after damage to %s, which is mended", async (_, damage) => {
  const rig = new Rig("letters");
  await settled(rig);
  const whole = () => [rig.read("pipeline.lock"), ...SHOWN.map((view) => readFileSync(rig.path("artifacts", view)))];
  const before = whole();
  damage(rig);
  const result = await rig.run("run");
  expect(isAnswered(result)).toBe(false);
  expect(result.code).toBe(0);
  expect(whole()).toEqual(before);
});

nightly("not after a link to a step's module leads elsewhere, also where a photo is dated ahead", async () => {
  const rig = new Rig("letters");
  const ahead = new Date(Date.now() + 1e11);
  utimesSync(rig.path("data/alpha.txt"), ahead, ahead);
  const source = rig.read("steps/list.ts");
  rig.write("shared/one.ts", source);
  rig.write("shared/other.ts", source.replace(".trim()", '.trim().replaceAll("a", "b")'));
  rmSync(rig.path("steps/list.ts"));
  symlinkSync("../shared/one.ts", rig.path("steps/list.ts"));
  await settled(rig);
  rmSync(rig.path("steps/list.ts"));
  symlinkSync("../shared/other.ts", rig.path("steps/list.ts"));
  expect((await rig.events()).ran).toContain("list");
});

nightly("what is derived and damaged is not believed", async () => {
  const rig = new Rig("letters");
  await settled(rig);
  rmSync(rig.path(SNAPSHOT));
  const modules = readdirSync(rig.path("artifacts/derived/modules")).map((name) => `artifacts/derived/modules/${name}`);
  const [repeat = ""] = modules.filter((name) => rig.read(name).includes('"times":2'));
  rig.write(repeat, rig.read(repeat).replaceAll('"times":2', '"times":3'));
  expect((await rig.events()).ran).toEqual([]);
});
