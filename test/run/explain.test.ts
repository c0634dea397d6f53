import { rmSync, unlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

async function ranRig(name = "letters"): Promise<Rig> {
  const rig = new Rig(name);
  await rig.run("run");
  return rig;
}

async function explain(rig: Rig, ...args: string[]): Promise<string> {
  return (await rig.run("explain", ...args)).stdout;
}

test("a cached task: its key, what that is made of, and how long it took", async () => {
  const rig = await ranRig();
  const told = await explain(rig, "repeat");
  expect(told).toMatch(/^repeat {2}is cached; it took [\d.]+ s when it was made\n/);
  expect(told).toMatch(/key +[0-9a-f]{12} +made of\n/);
  expect(told).toMatch(/parameter +times +2\n/);
  expect(told).toMatch(/input +texts +[0-9a-f]{12}, table, 5 rows/);
  const cells = await explain(rig, "count");
  expect(cells.match(/parameter +letter/g)).toHaveLength(2);
  expect(cells.match(/environment +arch/g)).toHaveLength(1);
});

test("a parameter, with the time it took, what is the same, and what may run after it", async () => {
  const rig = await ranRig();
  const told = await explain(rig, "repeat", "--set", "params.times=3");
  expect(told).toMatch(/^repeat {2}would run; it took [\d.]+ s last time\n {2}parameter +times +2 → 3\n/);
  expect(told).toMatch(/same +code, 1 input, 1 of 2 parameters, environment\n/);
  expect(told).toContain("then   count, page may run\nnext   pipeline run repeat\n");
  expect((await rig.events()).ran).toEqual([]);
});

test("rows of a source: changed, added and removed ones by name, a few and a count of the rest", async () => {
  const rig = await ranRig();
  rig.write("data/alpha.txt", "omega\n");
  rig.write("data/new.txt", "new\n");
  unlinkSync(rig.path("data/beta.txt"));
  const told = await explain(rig, "list");
  expect(told).toContain("3 of 6 rows differ: 1 changed, 1 added, 1 removed");
  expect(told).toMatch(/changed {2}alpha.txt\n +added {4}new.txt\n +removed {2}beta.txt\n/);
  expect((await rig.run("status")).stdout).toMatch(
    /list +would run +input texts: 3 of 6 rows differ \(1 changed, 1 added, 1 removed: alpha.txt, new.txt, …\)/,
  );
  for (const name of ["p", "q", "r", "s"]) rig.write(`data/${name}.txt`, name);
  expect(await explain(rig, "list")).toContain("… and 2 others");
});

nightly("rows of a table and of pixels that another step made", async () => {
  const letters = await ranRig();
  letters.write("data/alpha.txt", "omega\n");
  await letters.run("run", "list");
  expect(await explain(letters, "repeat")).toMatch(/texts +1 of 5 rows differs: 1 changed\n +changed {2}alpha.txt/);
  const photos = await ranRig("photos");
  await photos.run("run", "resize", "--set", "ingest.with.limit=61");
  const told = await explain(photos, "bright", "--set", "ingest.with.limit=61");
  expect(told).toMatch(/input +images +1 of 61 rows differs: 1 added\n +added {2}synthetic\//);
  const shape = ["--set", "ingest.with.limit=61", "--set", "resize.with.width=8"];
  await photos.run("run", "resize", ...shape);
  expect(await explain(photos, "bright", ...shape)).toMatch(/images +pixels 16×16×1 → pixels 8×16×1/);
});

nightly("what was read last and is gone: said, and no more", async () => {
  const rig = await ranRig();
  rig.write("data/alpha.txt", "omega\n");
  rmSync(rig.path("artifacts/objects"), { recursive: true });
  expect(await explain(rig, "list")).toMatch(/texts +changed; the old artifact is no longer stored/);
});

test("a source file and a package of the bundle", async () => {
  const rig = new Rig("letters");
  const pack = (version: string, text: string) => {
    rig.write("node_modules/exclaim/package.json", JSON.stringify({ name: "exclaim", version, main: "index.js" }));
    rig.write("node_modules/exclaim/index.js", `exports.mark = ${JSON.stringify(text)};`);
  };
  pack("1.0.0", "!");
  rig.write("steps/exclaim.d.ts", 'declare module "exclaim" { export const mark: string }');
  rig.replace("steps/repeat-text.ts", "// Joins", 'import { mark } from "exclaim";\n// Joins');
  rig.replace("steps/repeat-text.ts", ".join(separator)", ".join(separator + mark)");
  await rig.run("run");
  pack("1.1.0", "!!");
  rig.replace("steps/repeat.ts", "async run({", "async run({ log: _log,");
  rig.replace("steps/repeat.ts", "for await", 'if (times > 99) throw new Error("many");\n    for await');
  const told = await explain(rig, "repeat");
  expect(told).toMatch(/package +exclaim +1\.0\.0 → 1\.1\.0\n/);
  expect(told).toMatch(/code +steps\/repeat\.ts +changed\n/);
  expect(told).not.toContain("repeat-text.ts");
  expect((await rig.run("status")).stdout).toMatch(
    /code: package exclaim 1\.0\.0 → 1\.1\.0, steps\/repeat\.ts changed/,
  );
});

test("an environment value, and a step that may run with a reason of its own", async () => {
  const rig = new Rig("letters");
  rig.replace("pipeline.yaml", "    in: { texts: ./data }", "    in: { texts: ./data }\n    env: [LETTERS]");
  await rig.run("run");
  rig.env = { LETTERS: "greek" };
  expect(await explain(rig, "list")).toMatch(/environment +LETTERS +\(none\) → greek\n/);
  const told = await explain(rig, "repeat", "--set", "params.times=4");
  expect(told).toMatch(/^repeat {2}may run, depending on list; it took/);
  expect(told).toMatch(/after +list +would run: env\.LETTERS null → "greek"\n/);
  expect(told).toMatch(/parameter +times +2 → 4\n/);
});

nightly("a cell of a list, a step that never ran, and JSON", async () => {
  const rig = await ranRig();
  rig.replace("pipeline.yaml", "[a, b]", "[a, b, c]");
  const fresh = await rig.run("explain", "count", "--json");
  const lines = fresh.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ task, state }) => [task, state])).toEqual([
    ["count[letter=a]", "cached"],
    ["count[letter=b]", "cached"],
    ["count[letter=c]", "run"],
  ]);
  expect(lines[2].reasons).toEqual([{ because: "new" }]);
  await rig.run("run", "count");
  expect(await explain(rig, "page")).toMatch(/counts +1 of 3 cells differs: 1 added\n +added {2}letter=c/);
});

test("an unknown step or task is told, with the one that may be meant", async () => {
  const rig = new Rig("letters");
  const step = await rig.run("explain", "repaet");
  expect([step.code, step.stderr]).toEqual([2, expect.stringContaining('did you mean "repeat"?')]);
  const task = await rig.run("explain", "count[letter=z]");
  expect([task.code, task.stderr]).toEqual([2, expect.stringContaining("The tasks of count are count[letter=a]")]);
});
