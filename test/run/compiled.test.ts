import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";

/** One whose kept code is damaged, and one where it is replaced. */
const STEPS = ["list", "repeat"];

test("what V8 has compiled of a bundle is kept, and is compiled again where that is damaged or another version's", async () => {
  const rig = new Rig("letters");
  expect((await rig.events(...STEPS)).code).toBe(0);
  const bundles = rig.path("artifacts/derived/bundles");
  const kept = () => readdirSync(bundles).filter((name) => name.includes(".v8-"));
  expect(kept().length).toBe(readdirSync(bundles).filter((name) => name.endsWith(".cjs")).length);
  const lock = rig.read("pipeline.lock");
  const contents = () => kept().map((name) => readFileSync(`${bundles}/${name}`));
  const before = contents();
  expect((await rig.events(...STEPS, "--force")).code).toBe(0);
  expect(contents()).toEqual(before);
  for (const [index, name] of kept().entries()) {
    const bytes = Buffer.from(before[index]!);
    if (index % 2 === 0) bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(`${bundles}/${name}`, index % 2 === 0 ? bytes : "x");
  }
  expect((await rig.events(...STEPS, "--force")).code).toBe(0);
  expect(rig.read("pipeline.lock")).toBe(lock);
  expect(contents().every((bytes) => bytes.length > 1000)).toBe(true);
});
