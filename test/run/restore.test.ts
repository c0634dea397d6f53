import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

function git(rig: Rig, ...args: string[]): void {
  const author = ["-c", "user.name=tamiz", "-c", "user.email=tamiz@localhost"];
  execFileSync("git", [...author, ...args], { cwd: rig.folder, stdio: "ignore" });
}

/** Results for two times committed, those for three current. */
async function committedRig(): Promise<Rig> {
  const rig = new Rig("letters");
  await rig.run("run");
  git(rig, "init");
  git(rig, "add", "pipeline.yaml", "pipeline.lock");
  git(rig, "commit", "-m", "two");
  git(rig, "tag", "two");
  expect((await rig.run("run", "--set", "params.times=3")).code).toBe(0);
  return rig;
}

test("brings the views and latest keys of a committed lock back, and runs nothing", async () => {
  const rig = await committedRig();
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 30\nb 12\n");
  rmSync(rig.path("steps"), { recursive: true });
  const { code, stdout } = await rig.run("restore", "two");
  expect(stdout).toBe("5 tasks as in pipeline.lock of two\n");
  expect(code).toBe(0);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 20\nb 8\n");
  rmSync(rig.path("pipeline.lock"));
  expect((await rig.run("gc", "--yes")).code).toBe(0);
  expect((await rig.run("restore", "two")).stdout).toBe("5 tasks as in pipeline.lock of two\n");
});

nightly("a damaged object counts as missing, though its size is right", async () => {
  const rig = await committedRig();
  const shown = rig.path("artifacts/repeat/texts/00000.parquet");
  const object = realpathSync(shown);
  await rig.run("restore", "two");
  const bytes = readFileSync(rig.path("artifacts/repeat/texts/00000.parquet"));
  bytes[40]! ^= 4;
  writeFileSync(realpathSync(shown), bytes);
  expect(realpathSync(shown)).not.toBe(object);
  const { code, stdout } = await rig.run("restore", "two");
  expect(stdout).toContain("repeat");
  expect(code).toBe(1);
});

nightly("says which objects are missing, and leaves those tasks as they were", async () => {
  const rig = await committedRig();
  await rig.run("gc", "--yes");
  const { code, stdout } = await rig.run("restore", "two");
  expect(stdout).toMatch(/repeat +texts +no longer stored: its manifest \([0-9a-f]{12}\)\n/);
  expect(stdout).toContain("pipeline cache import");
  expect(stdout).toContain("1 task as in pipeline.lock of two; 4 tasks left as they were");
  expect(code).toBe(1);
  expect(rig.read("artifacts/page/page/page.txt")).toBe("a 30\nb 12\n");
});

nightly("a revision that is unknown or has no lock, and a folder that is no repository, are refused", async () => {
  const rig = await committedRig();
  const unknown = await rig.run("restore", "three");
  expect(unknown.stderr).toContain('git knows no revision "three" here');
  expect(unknown.code).toBe(2);
  const lockless = await rig.run("restore", "two", "--file", "pipeline.yaml", "--profile", "none");
  expect(lockless.code).toBe(2);
  git(rig, "rm", "--cached", "pipeline.lock");
  git(rig, "commit", "-m", "without");
  expect((await rig.run("restore", "HEAD")).stderr).toContain("there is no pipeline.lock in HEAD");
  rmSync(rig.path(".git"), { recursive: true });
  expect((await rig.run("restore", "two")).code).toBe(2);
  rig.env = { PATH: rig.path("data") };
  expect((await rig.run("restore", "two")).stderr).toContain("the command git was not found");
});
