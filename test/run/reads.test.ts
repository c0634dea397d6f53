// What slips past the look at a step's text is noticed while it runs: the result is used, told, and not cached.
import { expect, test } from "vitest";
import type { Event } from "../../lib/run/event.js";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

/** The letters, with lines put into the step `list` from line 9 on, or into `count` from line 10 on. */
function withLines(step: "list" | "count", ...lines: readonly string[]): Rig {
  const rig = new Rig("letters");
  const before = { list: "    for (const file", count: "    for await" }[step];
  rig.replace(`steps/${step}.ts`, before, [...lines, before].join("\n"));
  return rig;
}

const HIDDEN_PROCESS = '(Reflect.get(globalThis, ["pro", "cess"].join("")) as NodeJS.Process)';

/** `<task> <file>:<line> <name>` */
function told(events: readonly Event[]): string[] {
  return events.flatMap((event) =>
    event.type !== "task-uncached"
      ? []
      : event.reads.map(({ name, where }) => `${event.task} ${where.file}:${where.line} ${name}`),
  );
}

const FORMS: readonly (readonly [line: string, name: string])[] = [
  [`${HIDDEN_PROCESS}.env.HOME;`, "process"],
  ['globalThis["pro" + "cess"].cwd();', "process"],
  ["Object.getOwnPropertyDescriptor(globalThis, String('process'))?.get?.call(globalThis);", "process"],
  ["[0].map(() => eval('process.pid'));", "process"],
  ["new Function('return process.pid')();", "process"],
  ['(() => 0).constructor("return Date.now()")();', "Date"],
  ['new (Reflect.get(globalThis, "Date"))();', "Date"],
  ['Reflect.get(globalThis, "Date").now();', "Date"],
  ['Reflect.get(globalThis, "Date")();', "Date"],
  ["new (new (Reflect.get(globalThis, 'Date'))(0).constructor as any)();", "Date"],
  ['Reflect.get(Math, "random")();', "Math.random"],
  ["{ const { random } = Math; random(); }", "Math.random"],
  ["[Math].map(({ random }) => random());", "Math.random"],
  ['Reflect.get(globalThis, "performance").now();', "performance"],
  ['Reflect.get(globalThis, "crypto").randomUUID();', "crypto"],
  ['typeof Reflect.get(globalThis, "fetch");', "fetch"],
  ['(await import(["node", "fs"].join(":"))).readFileSync("/dev/null");', "node:fs"],
  ['await (await import(["fs", "promises"].join("/"))).readFile("/dev/null");', "node:fs"],
  ['require(["o", "s"].join("")).hostname();', "node:os"],
];

test("every roundabout way is noticed, with its line", async () => {
  const rig = withLines("list", ...FORMS.map(([line]) => line));
  const { code, events } = await rig.events("list");
  expect(code).toBe(0);
  expect(told(events)).toEqual(FORMS.map(([, name], index) => `list steps/list.ts:${9 + index} ${name}`));
});

test("what a task made that read something is used and shown, but it runs again; its siblings are cached", async () => {
  const rig = withLines("count", `    if (letter === "a") ${HIDDEN_PROCESS}.env.HOME;`);
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /! count\[letter=a\] +steps\/count\.ts:10 reads process, so its result is not cached\. .+allows: \["process"\]/,
  );
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
  const status = await rig.run("status");
  expect(status.stdout).toMatch(/count\[letter=a\] +would run +never cached: steps\/count\.ts:10 reads process\n/);
  expect((await rig.run("explain", "count[letter=a]")).stdout).toContain(
    "never cached: steps/count.ts:10 reads process",
  );
  const again = await rig.events();
  expect(again.ran).toEqual(["count[letter=a]"]);
  expect(told(again.events)).toEqual(["count[letter=a] steps/count.ts:10 process"]);
  rig.replace("steps/count.ts", `${HIDDEN_PROCESS}.env.HOME`, "count = 0");
  expect((await rig.run("status")).stdout).toMatch(/count\[letter=a\] +would run +code: steps\/count\.ts changed\n/);
  await rig.run("run");
  expect((await rig.events()).ran).toEqual([]);
});

test("what is allowed is not blamed, however it is taken", async () => {
  const rig = withLines("list", `    ${HIDDEN_PROCESS}.env.HOME;`);
  rig.replace("steps/list.ts", "with: z", 'allows: ["process"],\n  with: z');
  const { events, ran } = await rig.events("list");
  expect([ran, told(events)]).toEqual([["list"], []]);
  expect((await rig.events("list")).ran).toEqual([]);
});

nightly("of a step with each, only the part that read something runs again", async () => {
  const rig = new Rig("letters");
  for (let index = 0; index < 600; index++) rig.write(`data/${String(index).padStart(4, "0")}.txt`, `text ${index}\n`);
  rig.replace("steps/repeat.ts", "for await", `const seen = () => ${HIDDEN_PROCESS}.pid;\n    for await`);
  rig.replace("steps/repeat.ts", "texts.each()) {", 'texts.each()) {\n      if (id === "0300.txt") seen();');
  const first = await rig.events("repeat");
  const second = await rig.events("repeat");
  const parts = [first, second].map(({ events }) => {
    const started = events.find((event) => event.type === "task-started" && event.task === "repeat");
    return started?.type === "task-started" ? started.parts : undefined;
  });
  expect(parts[0]?.total).toBeGreaterThan(1);
  expect(parts[1]).toEqual({ total: parts[0]?.total, cached: (parts[0]?.total ?? 0) - 1 });
  expect(told(second.events)).toEqual(["repeat steps/repeat.ts:13 process"]);
});

nightly("what one task keeps of a read does not reach the next in the same process", async () => {
  const rig = withLines("count", `    kept ??= ${HIDDEN_PROCESS}.pid;`);
  rig.replace("steps/count.ts", "export default", "let kept: number | undefined;\nexport default");
  const { events } = await rig.events("count", "--jobs", "1");
  expect(told(events)).toEqual(["a", "b"].map((letter) => `count[letter=${letter}] steps/count.ts:11 process`));
  const clean = withLines("count", `    if (letter === "a") ${HIDDEN_PROCESS}.pid;`);
  expect(told((await clean.events("count", "--jobs", "1")).events)).toEqual([
    "count[letter=a] steps/count.ts:10 process",
  ]);
});

test("a package may read what it likes, and so may the kit", async () => {
  const rig = withLines("list", "    await around();");
  rig.write("node_modules/around/package.json", JSON.stringify({ name: "around", version: "1.0.0", main: "index.js" }));
  rig.write(
    "node_modules/around/index.js",
    `const { readFileSync } = require("fs");
const { random } = Math;
exports.around = async () => [random(), Date.now(), new Date(), process.pid, readFileSync("/dev/null"), (await import("os")).hostname()];`,
  );
  rig.replace("steps/list.ts", 'from "tamiz/step";', 'from "tamiz/step";\nimport { around } from "around";');
  const { events, ran } = await rig.events("list");
  expect([ran, told(events)]).toEqual([["list"], []]);
  expect((await rig.events("list")).ran).toEqual([]);
});

test("code that is found by a name made while running is not in the key", async () => {
  const rig = withLines("list", '    await import(["ya", "ml"].join(""));');
  const { stdout } = await rig.run("run", "list");
  expect(stdout).toContain("steps/list.ts:9 reads yaml, so its result is not cached. Import it by its plain name");
});

const AS_EVER = [
  "new Date(0) instanceof Date",
  "new Date(0).constructor === Date",
  "Object.getPrototypeOf(new Date()) === Date.prototype",
  "Date.name === 'Date' && Date.length === 7",
  "typeof Date() === 'string'",
  "new Date(2020, 1, 3).getDate() === 3 && new Date('2020-01-01T00:00:00Z').getTime() === Date.UTC(2020)",
  "Date.now() > Date.UTC(2020)",
  "new (class Day extends Date { get day() { return this.getUTCDate(); } })(0).day === 1",
  "structuredClone(new Date(0)) instanceof Date",
  "Object.prototype.toString.call(new Date()) === '[object Date]'",
  "Math.random.name === 'random' && Math.random() < 1",
  "Object.keys(globalThis).includes('fetch') && !Object.keys(globalThis).includes('process')",
  "process === globalThis.process && process.pid > 0",
  "performance.now() > 0 && typeof crypto.randomUUID() === 'string'",
  "((globalThis.fetch = (() => 5) as never), (fetch as () => unknown)() === 5)",
  "((Math.random = () => 2), Math.random() === 2)",
  "require('node:path').join('a', 'b') === 'a/b' && typeof require.resolve === 'function'",
];

test("everything works as ever", async () => {
  const rig = withLines(
    "list",
    `    const held = [${AS_EVER.join(",\n      ")}];`,
    "    log(`wrong: ${held.flatMap((one, index) => (one ? [] : index))}.`);",
  );
  rig.replace("steps/list.ts", "out }", "out, log }");
  const names = ["process", "Date", "performance", "Math.random", "crypto", "fetch", "node:path"];
  rig.replace("steps/list.ts", "with: z", `allows: ${JSON.stringify(names)}, with: z`);
  expect((await rig.run("run", "list")).stdout).toContain("wrong: .\n");
});

test("what a module reads when a task's own process evaluates it is told", async () => {
  const rig = new Rig("letters");
  // Where all are looked at in one process, the first leaves a trace that the other finds.
  rig.replace("steps/list.ts", "export default", 'Reflect.set(globalThis, "trace", true);\nexport default');
  const read = `if (Reflect.get(globalThis, "trace") !== true) ${HIDDEN_PROCESS}.pid;`;
  rig.replace("steps/page.ts", "export default", `${read}\nexport default`);
  const { code, events } = await rig.events();
  expect(code).toBe(0);
  expect(told(events)).toEqual(["page steps/page.ts:3 process"]);
});
