import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";

function breakStep(rig: Rig, step: string, body: string): void {
  const source = rig.read(`steps/${step}.ts`);
  const start = source.indexOf("async run(");
  rig.write(
    `steps/${step}.ts`,
    `${source.slice(0, source.indexOf("{", source.indexOf(") {", start)) + 1)}\n${body}\n  },\n});\n`,
  );
}

test("a step that throws fails alone: what it needs is cached, what needs it is not run", async () => {
  const rig = new Rig("letters");
  breakStep(rig, "count", 'throw new Error("no such letter");');
  const { code, stdout } = await rig.run("run");
  expect(code).toBe(1);
  expect(stdout).toContain("no such letter");
  expect(stdout).toContain("page");
  expect(stdout).not.toMatch(/\n\s+at /);
  expect((await rig.run("run", "--verbose")).stdout).toMatch(/\n\s+at /);
  const { events } = await rig.events();
  expect(events.at(-1)).toMatchObject({ outcome: "failed", tally: { ran: 0, cached: 2, failed: 2, skipped: 1 } });
});

test("a step that writes nothing, ends its process or is killed is told so", async () => {
  const rig = new Rig("letters");
  breakStep(rig, "list", "");
  expect((await rig.run("run")).stdout).toContain('without writing its output "texts"');
  rig.replace("steps/list.ts", "with: z", 'allows: ["process"],\n  with: z');
  breakStep(rig, "list", "process.exit(3);");
  const ended = await rig.run("run");
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain("ended its process (exit code 3)");
  breakStep(rig, "list", 'process.kill(process.pid, "SIGKILL");');
  expect((await rig.run("run")).stdout).toContain("was killed (SIGKILL)");
});

test("a step module that does not parse is shown with line and column", async () => {
  const rig = new Rig("letters");
  rig.replace("steps/list.ts", "async run(", "async run((");
  const { code, stderr } = await rig.run("run");
  expect(code).toBe(2);
  expect(stderr).toMatch(/steps\/list\.ts:\d+:\d+/);
});

test("a module that is missing or not a step", async () => {
  const rig = new Rig("letters");
  rig.write("steps/list.ts", "export default 5;\n");
  const notAStep = await rig.run("status");
  expect(notAStep.code).toBe(2);
  expect(notAStep.stderr).toContain("defineStep");
  rig.replace("pipeline.yaml", "./steps/list.ts", "./steps/lost.ts");
  const missing = await rig.run("status");
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain("pipeline.yaml:5");
});

test("--set is refused where it names or says what cannot be", async () => {
  const rig = new Rig("letters");
  for (const [set, message] of [
    ["repeat.with.times=many", "times"],
    ["repeat.with.time=2", 'did you mean "times"'],
    ["repeat.in.texts=list.text", 'did you mean "texts"'],
    ["repeat.in.texts=lst.texts", 'did you mean "list"'],
    ["repeat.in.text=list.texts", 'did you mean "texts"'],
    ["list.in.texts=repeat.texts", "cycle"],
    ["list.in.texts=./nowhere", "nothing at ./nowhere"],
  ] as const) {
    const { code, stderr } = await rig.run("run", "--set", set);
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    // The next try need not bundle again.
    expect(rig.exists("artifacts/derived/bundles")).toBe(true);
  }
});

test("cells that share a name are refused before anything runs", async () => {
  const rig = new Rig("letters");
  rig.replace("pipeline.yaml", "[a, b]", '["1", 1]');
  const { code, stderr } = await rig.run("run");
  expect(stderr).toMatch(/two cells of the step "count" are called letter=1\n.*pipeline\.yaml:14/);
  expect(stderr).toContain('1 and "1" have the same name');
  expect(code).toBe(2);
});

test("an artifacts folder or a lock that cannot be written", async () => {
  const rig = new Rig("letters");
  writeFileSync(rig.path("artifacts"), "in the way");
  const { code, stderr } = await rig.run("run");
  expect(code).toBe(2);
  expect(stderr).toMatch(/nothing can be written here \(E[A-Z]+\)\n.*artifacts/);
  rmSync(rig.path("artifacts"));
  mkdirSync(rig.path("pipeline.lock"));
  expect((await rig.run("run")).stderr).toMatch(/nothing can be written here \(EISDIR\)\n.*pipeline\.lock/);
});

test("Ctrl-C stops cleanly, and the next run goes on", async () => {
  const rig = new Rig("letters");
  const source = rig.read("steps/count.ts");
  breakStep(
    rig,
    "count",
    `log("waiting for " + letter);
    await new Promise((resolve) => { const timer = setInterval(() => {}, 1000); signal.addEventListener("abort", () => { clearInterval(timer); resolve(undefined); }); });`,
  );
  rig.replace("steps/count.ts", "with: { letter }, out }", "with: { letter }, signal, log }");
  const started = rig.start(["run"]);
  await started.until("waiting for");
  started.process.kill("SIGINT");
  const { code, stdout } = await started.ended;
  expect(code).toBe(130);
  expect(stdout).toContain("stopped in");
  rig.write("steps/count.ts", source);
  expect((await rig.events()).ran.toSorted()).toEqual(["count[letter=a]", "count[letter=b]", "page"]);
});
