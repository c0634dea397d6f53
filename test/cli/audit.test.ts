import { expect, test } from "vitest";
import { photo } from "../image/pictures.js";
import { Rig } from "../rig.js";

async function photos(): Promise<Rig> {
  const rig = new Rig("default");
  for (let number = 0; number < 8; number++) {
    rig.write(`data/photos/${number % 2 ? "cup" : "bag"}/${number}.jpg`, await photo(number));
  }
  rig.write("data/photos/cup/same.jpg", await photo(0));
  rig.write("data/photos/bag/copy.jpg", await photo(2));
  return rig;
}

test("pipeline audit runs the audit where it must, and tells what it found on 80 columns", async () => {
  const rig = await photos();
  const first = await rig.run("audit", "--profile", "photos");
  expect(first.code).toBe(0);
  expect(first.stdout).toContain("✓ audit");
  const again = await rig.run("audit", "--profile", "photos");
  expect(again.stdout).toMatch(/^10 pictures of 2 classes\n/);
  expect(first.stdout.endsWith(again.stdout)).toBe(true);
  expect(again.stdout).toMatch(/^ +1 {2}label conflicts; 2 pictures left out of training and test$/m);
  expect(again.stdout).toMatch(/^ +1 {2}exact duplicates$/m);
  expect(again.stdout).toMatch(/^ +2 {2}groups, with 4 pictures, 2 at most$/m);
  expect(again.stdout).toContain("  bag/0.jpg  cup/same.jpg\n");
  expect(again.stdout).toContain("  bag/2.jpg  bag/copy.jpg\n");
  expect(again.stdout).toMatch(/^ {2}bag +5 +50 % +█{24}$/m);
  for (const line of again.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const json = await rig.run("audit", "--profile", "photos", "--json");
  const [conflict] = json.stdout.split("\n").map((line) => line && JSON.parse(line));
  expect(conflict).toMatchObject({ kind: "label-conflict", other: "bag/0.jpg", picture: "cup/same.jpg" });
});

test("says how to have an audit where the pipeline has none", async () => {
  const rig = new Rig("photos");
  const { code, stderr } = await rig.run("audit");
  expect(code).toBe(2);
  expect(stderr).toContain('the pipeline has no step "audit"');
  expect(stderr).toContain("uses: ./steps/audit.ts");
});
