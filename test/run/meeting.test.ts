// Several `pipeline run` at once on one folder: no work is done twice, and nothing is wrong where that fails.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Event } from "../../lib/run/event.js";
import { announce } from "../../lib/store/presence.js";
import { presenceFolders } from "../../lib/store/presence-address.js";
import { Rig, type Started } from "../rig.js";
import { nightly } from "../seed.js";
import { gatedRig, openGate } from "./gate.js";

const ALL = ["count[letter=a]", "count[letter=b]", "list", "page", "repeat"];

function eventsOf(stdout: string): readonly Event[] {
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function ranBy(stdout: string): string[] {
  return eventsOf(stdout).flatMap((event) => (event.type === "task-done" ? [event.task] : []));
}

function start(rig: Rig, ...args: string[]): Started {
  const started = rig.start(["run", "--json", ...args]);
  onTestFinished(() => {
    if (started.process.exitCode === null && started.process.signalCode === null) started.killTree();
  });
  return started;
}

nightly.each([2, 5])("%i runs at once do each task once among them, and all are done", async (count) => {
  const rig = new Rig("letters");
  const results = await Promise.all(Array.from({ length: count }, () => start(rig).ended));
  expect(results.map(({ code }) => code)).toEqual(Array(count).fill(0));
  expect(results.flatMap(({ stdout }) => ranBy(stdout)).sort()).toEqual(ALL);
  for (const { stdout } of results) {
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: "run-finished", outcome: "done", tally: { skipped: 0 } });
  }
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
  expect((await rig.events()).ran).toEqual([]);
  expect(readdirSync(rig.path("artifacts/presence"))).toEqual([]);
});

test("a second run says for whom it waits, and takes what the first has made", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  const second = rig.start(["run"]);
  await second.until(`list             waits for process ${first.process.pid}, which is making it`);
  openGate(rig);
  expect(ranBy((await first.ended).stdout)).toContain("list");
  const { code, stdout } = await second.ended;
  expect(stdout).not.toContain("▸ list");
  expect(code).toBe(0);
});

test("where the first run is killed, the second does the work", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  const second = start(rig);
  await second.until('"task-waiting"');
  first.killTree();
  await second.until("at the gate");
  openGate(rig);
  const { code, stdout } = await second.ended;
  expect(ranBy(stdout).sort()).toEqual(ALL);
  expect(code).toBe(0);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
});

nightly("of three, the second stopped by Ctrl-C while it waits leaves the others alone", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  const second = start(rig);
  await second.until('"task-waiting"');
  const third = start(rig);
  await third.until('"task-waiting"');
  second.process.kill("SIGINT");
  expect((await second.ended).code).toBe(130);
  openGate(rig);
  expect((await first.ended).code).toBe(0);
  expect((await third.ended).code).toBe(0);
});

test("a suspended run is not waited for: the second goes on, and the first then ends with the same bytes", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  process.kill(-(first.process.pid ?? 0), "SIGSTOP");
  const second = start(rig);
  await second.until("at the gate");
  openGate(rig);
  const done = await second.ended;
  expect(done.code).toBe(0);
  expect(ranBy(done.stdout).sort()).toEqual(ALL);
  const lock = rig.read("pipeline.lock");
  process.kill(-(first.process.pid ?? 0), "SIGCONT");
  expect((await first.ended).code).toBe(0);
  expect(rig.read("pipeline.lock")).toBe(lock);
});

nightly("one that is suspended while it is waited for is given up after a while", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  const second = start(rig);
  await second.until('"task-waiting"');
  process.kill(-(first.process.pid ?? 0), "SIGSTOP");
  await second.until("at the gate");
  openGate(rig);
  expect((await second.ended).code).toBe(0);
});

nightly("--force does the work whoever else does it", async () => {
  const rig = gatedRig();
  const first = start(rig);
  await first.until("at the gate");
  const second = start(rig, "--force");
  await second.until("at the gate");
  openGate(rig);
  expect(ranBy((await second.ended).stdout).sort()).toEqual(ALL);
  expect((await first.ended).code).toBe(0);
});

nightly("socket files of dead processes count for nothing, and are cleared away", async () => {
  const rig = new Rig("letters");
  const killed = gatedRig();
  const first = start(killed);
  await first.until("at the gate");
  const [name = ""] = readdirSync(killed.path("artifacts/presence"));
  expect(name).toMatch(new RegExp(`^${first.process.pid}-[0-9a-f]{8}\\.sock$`));
  first.killTree();
  await first.ended;
  expect(readdirSync(killed.path("artifacts/presence"))).toEqual([name]);
  openGate(killed);
  const { code, ran } = await killed.events();
  expect(code).toBe(0);
  expect(ran.toSorted()).toEqual(ALL);
  expect(readdirSync(killed.path("artifacts/presence"))).toEqual([]);
  mkdirSync(rig.path("artifacts/presence"), { recursive: true });
  writeFileSync(rig.path("artifacts/presence/1-00000000.sock"), "no socket");
  expect((await rig.events()).code).toBe(0);
});

nightly("a store whose path is too long for a socket has its sockets in the temporary folder", async () => {
  const rig = gatedRig();
  const store = rig.path("s".repeat(60), "t".repeat(60));
  rig.env = { TAMIZ_STORE: store };
  mkdirSync(store, { recursive: true });
  const [folder, ...more] = presenceFolders(store);
  expect(more).toEqual([]);
  expect(folder?.startsWith(store)).toBe(false);
  const first = start(rig);
  await first.until("at the gate");
  expect(readdirSync(folder ?? "")).toHaveLength(1);
  const second = start(rig);
  await second.until('"task-waiting"');
  openGate(rig);
  const [byFirst, bySecond] = [ranBy((await first.ended).stdout), ranBy((await second.ended).stdout)];
  expect([...byFirst, ...bySecond].sort()).toEqual(ALL);
  expect(byFirst).toContain("list");
});

test("where there is no room for a socket, a run does its work all the same", async () => {
  const rig = new Rig("letters");
  rig.env = { TMPDIR: rig.path("t") };
  rig.write("artifacts/presence", "in the way");
  rig.write("t", "in the way");
  const { code, ran } = await rig.events();
  expect(code).toBe(0);
  expect(ran.toSorted()).toEqual(ALL);
});

test("a process that answers nonsense is passed over", async () => {
  const rig = new Rig("letters");
  const folder = rig.path("artifacts/presence");
  mkdirSync(folder, { recursive: true });
  const server = createServer((socket) => socket.end("nonsense\n"));
  await new Promise<void>((resolve) => server.listen(join(folder, `${process.pid}-00000000.sock`), resolve));
  onTestFinished(() => void server.close());
  const { code, ran } = await rig.events();
  expect(code).toBe(0);
  expect(ran.toSorted()).toEqual(ALL);
});

test("a run lets a collection of garbage end before it makes anything", async () => {
  const rig = new Rig("letters");
  const gc = await announce(rig.path("artifacts"), "gc");
  const run = rig.start(["run"]);
  await run.until(`waits for process ${process.pid}, which is at \`pipeline gc\``);
  expect(rig.exists("artifacts/records")).toBe(false);
  gc?.close();
  expect((await run.ended).code).toBe(0);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
});

test("a run with nothing to do announces nothing", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  rmSync(rig.path("artifacts/presence"), { recursive: true });
  expect((await rig.events()).ran).toEqual([]);
  expect(rig.exists("artifacts/presence")).toBe(false);
});
