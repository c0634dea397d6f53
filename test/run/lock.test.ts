import { rmSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const LOCK = "pipeline.lock";

async function lockedRig(): Promise<Rig> {
  const rig = new Rig("letters");
  await rig.run("run");
  return rig;
}

/** Another digest for an output of a task in the lock. */
function spoil(rig: Rig, task: string, output: string): void {
  const text = rig.read(LOCK);
  const at = text.indexOf(`"${output}": `, text.indexOf(`"${task}":`)) + output.length + 5;
  expect(text.slice(at, at + 64)).toMatch(/^[0-9a-f]{64}$/);
  rig.write(LOCK, `${text.slice(0, at)}${"0".repeat(64)}${text.slice(at + 64)}`);
}

test("a run writes the lock, and leaves it alone where nothing has changed", async () => {
  const rig = await lockedRig();
  const before = statSync(rig.path(LOCK)).ino;
  expect(rig.read(LOCK)).toMatch(/^# .*\nformat: 1\ntasks:\n {2}"count\[letter=a\]":\n {4}key: "[0-9a-f]{64}"\n/);
  await rig.run("run");
  expect(statSync(rig.path(LOCK)).ino).toBe(before);
  await rig.run("run", "--set", "params.times=3");
  expect(statSync(rig.path(LOCK)).ino).not.toBe(before);
});

nightly("results made anew from nothing are those of the lock", async () => {
  const rig = await lockedRig();
  rmSync(rig.path("artifacts"), { recursive: true });
  const { code, stdout } = await rig.run("run", "--locked");
  expect(stdout).toContain("5 tasks as in pipeline.lock, 0 different");
  expect(code).toBe(0);
});

test("a changed parameter is told at the first step that differs, and the lock stays", async () => {
  const rig = await lockedRig();
  const before = rig.read(LOCK);
  const { code, stdout } = await rig.run("run", "--locked", "--set", "params.times=3");
  expect(stdout).toMatch(/repeat +texts differs; its code, parameters or sources have changed/);
  expect(stdout).toMatch(/count\[letter=a\] +not comparable: it reads repeat/);
  expect(code).toBe(3);
  expect(rig.read(LOCK)).toBe(before);
});

test("other bytes under the same key are a difference", async () => {
  const rig = await lockedRig();
  spoil(rig, "repeat", "texts");
  const { code, stdout } = await rig.run("run", "--locked");
  expect(stdout).toMatch(/repeat +texts differs; its key is the same/);
  expect(stdout).toContain("4 tasks as in pipeline.lock, 1 different");
  expect(code).toBe(3);
});

nightly("results of another environment are not compared where they differ", async () => {
  const rig = await lockedRig();
  const node = Number(process.versions.node.split(".")[0]);
  rig.write(LOCK, rig.read(LOCK).replaceAll(`"node":${node}`, '"cpu":"x86-64-v3","node":18'));
  expect((await rig.run("run", "--locked")).stdout).toContain("5 tasks as in pipeline.lock, 0 different");
  spoil(rig, "repeat", "texts");
  const { code, stdout } = await rig.run("run", "--locked");
  expect(stdout).toContain("not comparable: other CPU (x86-64-v3 in pipeline.lock, none here)");
  expect(stdout).toContain(`not comparable: other Node (18 in pipeline.lock, ${node} here)`);
  expect(code).toBe(0);
});

test("a named step is compared alone, and written without losing the others", async () => {
  const rig = await lockedRig();
  const before = rig.read(LOCK);
  expect((await rig.run("run", "list", "--locked")).stdout).toContain("1 task as in pipeline.lock, 0 different");
  await rig.run("run", "list");
  expect(rig.read(LOCK)).toBe(before);
});

nightly("a task that only one side knows is a difference", async () => {
  const rig = await lockedRig();
  rig.write(LOCK, rig.read(LOCK).replace('"count[letter=b]"', '"count[letter=c]"'));
  const { code, stdout } = await rig.run("run", "--locked");
  expect(stdout).toMatch(/count\[letter=b\] +is not in pipeline.lock/);
  expect(stdout).toMatch(/count\[letter=c\] +is in pipeline.lock, and no longer in the pipeline/);
  expect(code).toBe(3);
});

test("without a lock, or with a damaged one, nothing runs", async () => {
  const rig = new Rig("letters");
  const missing = await rig.run("run", "--locked");
  expect(missing.stderr).toContain("there is no pipeline.lock to compare with");
  expect(missing.code).toBe(2);
  rig.write(LOCK, "tasks: [<<<<<<< ours");
  const damaged = await rig.run("run", "--locked");
  expect(damaged.stderr).toContain("pipeline.lock is not a lock file of this version");
  expect(damaged.code).toBe(2);
  expect(rig.exists("artifacts/list")).toBe(false);
});
