// The command's program, and what V8 has compiled of it, which lies beside.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadProgram } from "../../lib/bin/program.js";
import { Rig, repository } from "../rig.js";

/** A project with a program of its own, beside which nothing is kept yet. */
function setUp() {
  const rig = new Rig("letters");
  const program = rig.path("program");
  const derived = `${program}/dist/bin/derived`;
  for (const name of ["main.cjs", "pipeline.cjs", "worker.cjs"])
    cpSync(`${repository}/dist/bin/${name}`, `${program}/dist/bin/${name}`);
  cpSync(`${repository}/lib`, `${program}/lib`, { recursive: true });
  for (const name of ["package.json", "node_modules"]) symlinkSync(`${repository}/${name}`, `${program}/${name}`);
  rmSync(rig.path("node_modules/tamiz"));
  symlinkSync(program, rig.path("node_modules/tamiz"));
  rig.command = `${program}/dist/bin/pipeline.cjs`;
  const kept = () => (existsSync(derived) ? readdirSync(derived) : []);
  const draw = async () => {
    const { code, stdout } = await rig.run("dag");
    expect(code).toBe(0);
    return stdout;
  };
  return { rig, program, derived, kept, draw };
}

test("what V8 compiles for a command is kept beside the program once, and anew where it is damaged", async () => {
  const { derived, kept, draw } = setUp();
  const drawn = await draw();
  expect(kept()).toEqual([expect.stringMatching(/^dag-[0-9a-f]{64}\.v8-/)]);
  const path = `${derived}/${kept()[0]}`;
  const whole = readFileSync(path);
  expect(whole.length).toBeGreaterThan(100_000);
  expect(await draw()).toBe(drawn);
  expect(readFileSync(path).equals(whole)).toBe(true);
  for (const damage of [flip(whole), whole.subarray(0, 50_000), Buffer.from("x")]) {
    writeFileSync(path, damage);
    expect(await draw()).toBe(drawn);
    expect(readFileSync(path).equals(damage)).toBe(false);
  }
});

test("after a long command nothing is kept", async () => {
  const { program, kept } = setUp();
  const load = (began: number) => loadProgram(`${program}/dist/bin`, ["dag"], began);
  await load(Date.now() - 11_000).keep();
  expect(kept()).toEqual([]);
  await load(Date.now()).keep();
  expect(kept().length).toBe(1);
});

test("the programs are strict", () => {
  for (const name of ["main.cjs", "pipeline.cjs", "worker.cjs"])
    expect(readFileSync(`${repository}/dist/bin/${name}`, "utf8"), name).toMatch(/^(#!.*\n)?"use strict";/);
});

test("another program of the same length is not taken for the one that was compiled", async () => {
  const { program, kept, draw } = setUp();
  const drawn = await draw();
  const main = readFileSync(`${program}/dist/bin/main.cjs`, "utf8");
  writeFileSync(`${program}/dist/bin/main.cjs`, main.replaceAll("draw the steps", "paint the step"));
  expect(await draw()).toBe(drawn);
  expect(kept().length).toBe(2);
});

test("nothing is kept of a word that is no command, and for help it has a name of its own", async () => {
  const { rig, kept } = setUp();
  expect((await rig.run("drag")).code).toBe(2);
  expect(kept()).toEqual([]);
  expect((await rig.run("dag", "--help")).code).toBe(0);
  expect(kept()).toEqual([expect.stringMatching(/^help-/)]);
});

test("a program beside which nothing can be written works as it is", async () => {
  const { derived, draw } = setUp();
  writeFileSync(derived, "");
  expect(await draw()).toContain("list");
});

function flip(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  const middle = flipped.length >> 1;
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  return flipped;
}
