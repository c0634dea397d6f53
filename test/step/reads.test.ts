// What a step's own sources must not read besides its inputs is refused before anything runs, unless it is allowed.
import { expect, test } from "vitest";
import { bundleSteps } from "../../lib/step/bundle.js";
import { sharedSources } from "../../lib/step/sources.js";
import { Rig } from "../rig.js";

/** Puts a line into the step `list`, which is looked at and not run: nothing there is called `keep`. */
function withLine(line: string): Rig {
  const rig = new Rig("letters");
  rig.replace("steps/list.ts", "    for (const", `    ${line}\n    for (const`);
  return rig;
}

function allow(rig: Rig, names: readonly string[]): void {
  rig.replace("steps/list.ts", "with: z.object", `allows: ${JSON.stringify(names)}, with: z.object`);
}

/** What each of these modules reads, built together: name, place, column, and the text that is meant. */
async function readsOf(rig: Rig, modules: readonly string[]): Promise<(readonly unknown[])[][]> {
  const paths = modules.map((name) => rig.path(name));
  const bundles = await bundleSteps(paths, rig.folder, sharedSources());
  return paths.map((path) =>
    (bundles.get(path)?.reads ?? []).map(({ name, where: { file, line, column = 0, text = "", length = 0 } }) => [
      ...[name, `${file}:${line}`, column],
      text.slice(column - 1, column - 1 + length),
    ]),
  );
}

const GLOBALS: readonly (readonly [name: string, line: string, meant: string])[] = [
  ["process", "keep(process.env.HOME);", "process.env.HOME"],
  ["process", "const { argv: words } = process; keep(words);", "process"],
  ["process", "keep(typeof process);", "process"],
  ["process", "keep(/* ñ */ globalThis.process);", "globalThis.process"],
  ["process", 'keep(globalThis["process"]);', "globalThis"],
  ["process", "keep((globalThis as any)?.process);", "globalThis"],
  ["process", "keep(global.process.cwd());", "global.process.cwd"],
  ["Date", "keep(new Date());", "Date"],
  ["Date", "keep(Date.now());", "Date.now"],
  ["Math.random", "keep(Math.random());", "Math.random"],
  ["Math.random", "keep(globalThis.Math?.random());", "globalThis.Math?.random"],
  ["performance", "keep(performance.now());", "performance.now"],
  ["crypto", "keep(crypto.randomUUID());", "crypto.randomUUID"],
  ["fetch", "keep({ fetch });", "fetch"],
  ["WebSocket", 'keep(new WebSocket("ws://localhost"));', "WebSocket"],
  ["navigator", "keep(navigator.language);", "navigator.language"],
];

test("each way to take a global is a read, with its place", async () => {
  const rig = new Rig("letters");
  const modules = GLOBALS.map(([, line], index) => {
    const name = `steps/list-${index}.ts`;
    rig.write(name, rig.read("steps/list.ts").replace("    for (const", `    ${line}\n    for (const`));
    return name;
  });
  expect(await readsOf(rig, modules)).toEqual(
    GLOBALS.map(([name, line, meant], index) => [[name, `${modules[index]}:9`, 5 + line.indexOf(meant), meant]]),
  );
});

const IMPORTS: readonly (readonly [name: string, line: string, meant: string])[] = [
  ["node:fs", 'import { readFileSync } from "node:fs"; keep(readFileSync);', '"node:fs"'],
  ["node:fs", 'import * as files from "fs/promises"; keep(files);', '"fs/promises"'],
  ["node:path", 'export { join } from "path";', '"path"'],
  ["node:os", 'const ñ = 1; export const os = () => [ñ, import("node:os")];', '"node:os"'],
  ["node:os", 'export const os = () => import("node:" + "os");', '"node:"'],
  ["node:child_process", 'keep(require("child_process"));', '"child_process"'],
  ["node:process", 'import { env } from "node:process"; keep(env);', '"node:process"'],
];

test("each way to import a module of Node is a read, in a file that the step imports too", async () => {
  const rig = new Rig("letters");
  const modules = IMPORTS.map(([, line], index) => {
    const name = `steps/list-${index}.ts`;
    const more = `from "tamiz/step";\nimport "../shared/more-${index}.js";`;
    rig.write(name, rig.read("steps/list.ts").replace('from "tamiz/step";', more));
    rig.write(`shared/more-${index}.ts`, `declare function keep(...values: unknown[]): void;\n${line}\n`);
    return name;
  });
  expect(await readsOf(rig, modules)).toEqual(
    IMPORTS.map(([name, line, meant], index) => [[name, `shared/more-${index}.ts:2`, 1 + line.indexOf(meant), meant]]),
  );
});

test("a read is refused before anything runs, with the text that is meant", async () => {
  const line = "keep(process.env.HOME);";
  const { code, stderr } = await withLine(line).run("status", "list");
  expect(stderr).toContain('step "list" reads process, which is none of its inputs');
  expect(stderr).toContain("in steps/list.ts:9:10\n");
  const [shown = "", under = ""] = stderr.split("\n").filter((text) => text.includes(" │ "));
  expect(shown.slice(under.indexOf("^"), under.lastIndexOf("^") + 1)).toBe("process.env.HOME");
  expect(stderr).toContain('allows: ["process"]');
  expect(code).toBe(2);
});

const INNOCENT = `
import type { Stats } from "node:fs";
import { type PathLike } from "node:fs";
import { readFileSync } from "node:fs";

// process.env.HOME and Date.now(), require("node:fs")
type Clock = typeof Date | typeof performance | ReturnType<typeof readFileSync>;
interface Surroundings { process: NodeJS.Process; fetch: typeof fetch }
const words = ["process", "import('node:os')", \`Math.random() \${"Date"}\`];
class Task { process = 1; Date() { return this.process; } }
function clock(Date: { now(): number }, process = { env: {} }) { return [Date.now(), process.env]; }
export function innocent(stats?: Stats, path?: PathLike, now?: Clock, around?: Surroundings) {
  const performance = { now: () => 1 }, Math = { random: () => 2 };
  const { fetch } = { fetch: (text: string) => text };
  const crypto = { process: performance };
  if (false) process.exit();
  return [crypto.process.now(), Math.random(), fetch("x"), new Task().Date(), words, clock({ now: () => 3 }), stats, path, now, around];
}
`;

test.each([{}, { compilerOptions: { verbatimModuleSyntax: true } }])(
  "types, comments, text, members, what the source itself declares: none is a read (%j)",
  async (settings) => {
    const rig = new Rig("letters");
    rig.write("tsconfig.json", JSON.stringify(settings));
    rig.write("steps/innocent.ts", INNOCENT);
    rig.replace("steps/list.ts", 'from "tamiz/step";', 'from "tamiz/step";\nimport { innocent } from "./innocent.js";');
    rig.replace("steps/list.ts", "for (const", "if (innocent().length !== 10) throw new Error();\n    for (const");
    const { code, ran } = await rig.events("list");
    expect(code).toBe(0);
    expect(ran).toEqual(["list"]);
    expect((await rig.events("list")).ran).toEqual([]);
  },
);

test("what is allowed is read, cached, and shown by describe", async () => {
  const line = `const { readFile } = await import("fs/promises");
    keep2([new Date(), Math.random(), process.pid, (await readFile("/dev/null")).length]);
    function keep2(values: unknown[]) { if (values.length !== 4) throw new Error(); }`;
  const rig = withLine(line);
  const names = ["Date", "Math.random", "process", "node:fs"];
  allow(rig, names);
  expect((await rig.events("list")).code).toBe(0);
  expect((await rig.events("list")).ran).toEqual([]);
  const described = await rig.run("describe", "list");
  expect(described.stdout).toContain(`allows\n${names.map((name) => `  ${name}\n`).join("")}`);
});

test("what is not among the allowed is refused, with a count of the others", async () => {
  const rig = withLine("keep(Date, process.pid, Math.random(), process.cwd());");
  allow(rig, ["Date"]);
  const { stderr } = await rig.run("status", "list");
  expect(stderr).toContain('step "list" reads process, which is none of its inputs (and more, in 2 other places)');
});

test("what cannot be allowed is told, with what may be meant", async () => {
  const rig = withLine("keep(process.pid);");
  allow(rig, ["proces"]);
  const { code, stderr } = await rig.run("status", "list");
  expect(stderr).toContain('allows "proces", which is nothing that can be allowed; did you mean "process"?');
  expect(code).toBe(2);
});

test("a module that reads is not evaluated where nothing is allowed", async () => {
  const rig = withLine("");
  rig.replace("steps/list.ts", "export default", "process.exit(3);\nexport default");
  expect((await rig.run("status", "list")).stderr).toContain('step "list" reads process');
});

test("what a module takes in a roundabout way when it is evaluated is refused too", async () => {
  const rig = withLine("if (random() > 1) throw new Error();");
  rig.replace("steps/list.ts", "export default", "const { random } = Math;\nexport default");
  const { code, stderr } = await rig.run("status", "list");
  expect(stderr).toContain('step "list" reads Math.random, which is none of its inputs');
  expect(stderr).toContain("in steps/list.ts:3\n");
  expect(code).toBe(2);
  allow(rig, ["Math.random"]);
  expect((await rig.events("list")).code).toBe(0);
  expect((await rig.events("list")).ran).toEqual([]);
});

test("once refused, a module is refused again until it is mended", async () => {
  const rig = withLine("keep(process.pid);");
  for (let time = 0; time < 2; time++) expect((await rig.run("status", "list")).code).toBe(2);
  rig.replace("steps/list.ts", "keep(process.pid);", "");
  expect((await rig.events("list")).ran).toEqual(["list"]);
});
