import { cpSync, readFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";
import { nightly } from "../seed.js";

const THREE = ["--set", "params.times=3"];

test("results go to another machine: what was exported is not run there", async () => {
  const here = new Rig("letters");
  await here.run("run");
  await here.run("run", ...THREE);
  const first = await here.run("cache", "export", "current.tamiz");
  expect(first.stdout).toMatch(/^5 results, \d+\.\d kB in current\.tamiz\n$/);
  await here.run("cache", "export", "again.tamiz");
  expect(here.read("again.tamiz")).toBe(here.read("current.tamiz"));
  expect((await here.run("cache", "export", "all.tamiz", "--all")).stdout).toMatch(/^9 results/);

  const there = new Rig("letters");
  cpSync(here.path("current.tamiz"), there.path("current.tamiz"));
  const taken = await there.run("cache", "import", "current.tamiz");
  expect(taken.stdout).toMatch(/^5 results taken in, \d+ objects\n/);
  expect((await there.events(...THREE)).ran).toEqual([]);
  expect(there.read("artifacts/page/page/page.txt")).toBe("a 30\nb 12\n");
  expect((await there.run("cache", "import", "current.tamiz")).stdout).toContain(
    "0 results taken in, 0 objects; 5 results known already",
  );
  cpSync(here.path("all.tamiz"), there.path("all.tamiz"));
  await there.run("cache", "import", "all.tamiz");
  expect((await there.events()).ran).toEqual([]);
});

test("a file that is cut off, changed or none brings nothing in", async () => {
  const rig = new Rig("letters");
  await rig.run("run");
  await rig.run("cache", "export", "whole.tamiz");
  const whole = readFileSync(rig.path("whole.tamiz"));
  rmSync(rig.path("artifacts"), { recursive: true });
  const flipped = Buffer.from(whole);
  flipped[Math.floor(whole.length / 2)]! ^= 1;
  const broken: readonly (readonly [string, Uint8Array])[] = [
    ["is cut off", whole.subarray(0, whole.length - 1)],
    ["is cut off", whole.subarray(0, Math.floor(whole.length / 3))],
    ["nothing was taken from it", flipped],
    ["is damaged", Buffer.concat([whole, Buffer.from("more")])],
    ["is not a file of results", Buffer.from("PK\u0003\u0004 something else\n")],
    ["is cut off", Buffer.alloc(0)],
  ];
  for (const [message, bytes] of broken) {
    rig.write("broken.tamiz", bytes);
    const { code, stderr } = await rig.run("cache", "import", "broken.tamiz");
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect([rig.exists("artifacts/objects"), rig.exists("artifacts/records")]).toEqual([false, false]);
  }
  const missing = await rig.run("cache", "import", "nowhere.tamiz");
  expect(missing.stderr).toContain("there is no such file");
  expect(missing.code).toBe(2);
});

nightly("a record that was tampered with is refused, though its own digest is right", async () => {
  const { container } = await import("./forged.js");
  const rig = new Rig("letters");
  await rig.run("run");
  await rig.run("cache", "export", "whole.tamiz");
  rig.write("forged.tamiz", await container(rig.path("whole.tamiz"), rig.path("scratch.tamiz")));
  rmSync(rig.path("artifacts"), { recursive: true });
  const { code, stderr } = await rig.run("cache", "import", "forged.tamiz");
  expect(stderr).toContain("does not match its digest");
  expect(code).toBe(2);
  expect(rig.exists("artifacts/records")).toBe(false);
});

test("without results there is nothing to export", async () => {
  const rig = new Rig("letters");
  const { code, stderr } = await rig.run("cache", "export", "none.tamiz");
  expect(stderr).toContain("there are no current results");
  expect(code).toBe(2);
  expect(rig.exists("none.tamiz")).toBe(false);
});
