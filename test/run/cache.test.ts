import { readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "../../lib/store/store.js";
import { lookAt } from "../../lib/store/watcher.js";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const ALL = ["list", "repeat", "count[letter=a]", "count[letter=b]", "page"];

test("the first run runs all, the second nothing", async () => {
  const rig = new Rig("letters");
  const first = await rig.events();
  expect(first.code).toBe(0);
  expect(first.ran.toSorted()).toEqual(ALL.toSorted());
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
  const second = await rig.events();
  expect(second.ran).toEqual([]);
  expect(second.events.at(-1)).toMatchObject({ type: "run-finished", outcome: "done", tally: { cached: 5 } });
});

test("a changed parameter reruns the step and what its bytes change", async () => {
  const rig = new Rig("letters");
  await rig.events();
  expect((await rig.events("--set", "params.times=3")).ran.toSorted()).toEqual(ALL.slice(1).toSorted());
  expect((await rig.events("--set", "params.times=2")).ran).toEqual([]);
});

test("a step that makes the same bytes stops the rerun there", async () => {
  const rig = new Rig("letters");
  await rig.events();
  rig.replace("steps/repeat-text.ts", "Array.from({ length: times }, () => content)", "new Array(times).fill(content)");
  expect((await rig.events()).ran).toEqual(["repeat"]);
});

nightly("a comment and layout count for nothing", async () => {
  const rig = new Rig("letters");
  await rig.events();
  rig.replace("steps/repeat-text.ts", "// Joins", "\n\n/* Another comment. */\n// Joins");
  rig.replace("steps/list.ts", "async run(", "// Comment\n  async run(");
  expect((await rig.events()).ran).toEqual([]);
});

nightly("a default written out counts for nothing", async () => {
  const rig = new Rig("letters");
  await rig.events();
  expect((await rig.events("--set", "repeat.with.separator=''")).ran).toEqual([]);
});

test("a changed, added, renamed and removed file each count, a touched one does not", async () => {
  const rig = new Rig("letters");
  await rig.events();
  rig.write("data/alpha.txt", "alpha\n");
  expect((await rig.events()).ran).toEqual([]);
  rig.write("data/alpha.txt", "omega\n");
  expect((await rig.events()).ran).toContain("list");
  rig.write("data/new.txt", "bbb\n");
  expect((await rig.events()).ran).toContain("list");
  renameSync(rig.path("data/new.txt"), rig.path("data/newer.txt"));
  expect((await rig.events()).ran).toContain("list");
  unlinkSync(rig.path("data/newer.txt"));
  rig.write("data/alpha.txt", "alpha\n");
  expect((await rig.events()).ran).toEqual([]);
});

nightly("a named step runs with what it needs and nothing else", async () => {
  const rig = new Rig("letters");
  expect((await rig.events("repeat")).ran).toEqual(["list", "repeat"]);
  expect((await rig.events("repeat", "--force")).ran).toEqual(["repeat"]);
  expect((await rig.events("--force")).ran.toSorted()).toEqual(ALL.toSorted());
});

nightly("a missing or damaged manifest is made again, also where its size is unchanged", async () => {
  const rig = new Rig("letters");
  const path = objectPath(rig, await outputOf(rig, "list", "texts"));
  rmSync(path);
  expect((await rig.events()).ran).toEqual(["list"]);
  writeFileSync(path, "{}");
  expect((await rig.events()).ran).toEqual(["list"]);
  flipByte(path);
  expect((await rig.events()).ran).toEqual(["list"]);
  expect((await rig.events()).ran).toEqual([]);
});

nightly(
  "a manifest that is damaged and looks as it did is set aside by the task that reads it, and made again",
  async () => {
    const rig = new Rig("letters");
    const path = objectPath(rig, await outputOf(rig, "repeat", "texts"));
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    flipByte(path);
    const { checked } = openStore(rig.path("artifacts"));
    const file = relative(rig.path("artifacts"), path);
    checked.note(file, lookAt(path), Date.now() + 60_000, manifest);
    expect(checked.held(file, lookAt(path))).toEqual(manifest);
    await checked.keep();
    const { code, events } = await rig.events("count", "--force", "--jobs", "1");
    expect(code).toBe(1);
    const failed = events.find((event) => event.type === "task-failed");
    expect(failed).toMatchObject({
      failure: { message: expect.stringMatching(/^the stored object .* was set aside$/) },
    });
    expect((await rig.events()).code).toBe(0);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(manifest);
  },
);

nightly("a damaged part is found before anything reads it, and made again", async () => {
  const rig = new Rig("letters");
  const manifest = JSON.parse(readFileSync(objectPath(rig, await outputOf(rig, "list", "texts")), "utf8"));
  const path = objectPath(rig, manifest.parts[0].digest);
  const whole = readFileSync(path);
  flipByte(path);
  expect((await rig.run("status")).stdout).toMatch(/list +would run +its result is gone or damaged/);
  expect((await rig.events("--set", "params.times=4")).ran).toContain("list");
  expect(readFileSync(path)).toEqual(whole);
});

test("steps that share a module have their own parameters, the first time and when one changes", async () => {
  const rig = new Rig("letters");
  rig.write(
    "steps/say.ts",
    `import { defineStep, int32, table, z } from "tamiz/step";
export default defineStep({
  about: "Says a number.", in: {}, out: { said: table({ n: int32 }) }, with: z.object({ n: z.int() }),
  async run({ with: { n }, out, log }) { log(String(n)); await out.said.write([{ n }]); },
});
`,
  );
  const say = async (one: number, two: number) => {
    const step = (n: number) => `{ uses: ./steps/say.ts, with: { n: ${n} } }`;
    rig.write("pipeline.yaml", `name: x\nsteps: { one: ${step(one)}, two: ${step(two)} }\n`);
    const { events } = await rig.events();
    return events.flatMap((event) => (event.type === "task-log" ? [`${event.task} ${event.message}`] : [])).sort();
  };
  expect(await say(1, 2)).toEqual(["one 1", "two 2"]);
  expect(await say(1, 3)).toEqual(["two 3"]);
  expect(await say(4, 3)).toEqual(["one 4"]);
});

test("the value of a declared environment variable counts, that of another does not", async () => {
  const rig = new Rig("letters");
  rig.replace("pipeline.yaml", "    in: { texts: ./data }", "    in: { texts: ./data }\n    env: [LETTERS]");
  await rig.events();
  rig.env = { OTHER: "1" };
  expect((await rig.events()).ran).toEqual([]);
  rig.env = { LETTERS: "1" };
  expect((await rig.events()).ran).toEqual(["list"]);
});

/** The digest of a step's output, after a run of everything. */
async function outputOf(rig: Rig, step: string, output: string): Promise<string> {
  const { events } = await rig.events();
  const done = events.find((event) => event.type === "task-done" && event.task === step);
  if (done?.type !== "task-done") throw new Error(`${step} did not run`);
  return done.outputs[output] as string;
}

function objectPath(rig: Rig, digest: string): string {
  return rig.path("artifacts/objects", digest.slice(0, 2), digest.slice(2));
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

nightly("deleting what is derived costs no result", async () => {
  const rig = new Rig("letters");
  await rig.events();
  rmSync(rig.path("artifacts/derived"), { recursive: true });
  expect((await rig.events()).ran).toEqual([]);
});

nightly("only parts with changed rows of an each step run", async () => {
  const rig = new Rig("letters");
  for (let index = 0; index < 1500; index++) rig.write(`data/${String(index).padStart(4, "0")}.txt`, `text ${index}\n`);
  const first = await rig.events("repeat");
  const started = first.events.find((event) => event.type === "task-started" && event.task === "repeat");
  if (started?.type !== "task-started" || started.parts === undefined) throw new Error("repeat has no parts");
  expect(started.parts.total).toBeGreaterThan(2);
  rig.write("data/0700.txt", "changed\n");
  const second = await rig.events("repeat");
  const again = second.events.find((event) => event.type === "task-started" && event.task === "repeat");
  expect(again).toMatchObject({ parts: { total: started.parts.total, cached: started.parts.total - 1 } });
});

test("a tsconfig.json changes nothing of what a step does", async () => {
  const rig = new Rig("letters");
  rig.write("elsewhere.ts", 'throw new Error("elsewhere");\n');
  rig.write("tsconfig.json", '{ "compilerOptions": { "paths": { "tamiz/step": ["./elsewhere.ts"] } } }');
  expect((await rig.events()).code).toBe(0);
});
