// Stored files are flipped, cut short or gone: the next run that ends has the results of one that was left alone.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { random, shuffle } from "../../lib/learn/random.js";
import { isNightly, report, seed } from "../seed.js";
import { buildDriver } from "./program.js";
import { CrashProject, filesBelow } from "./project.js";

const HOUR = 3_600_000;
const DAMAGES = isNightly ? 200 : 8;
const HOW = ["flipped", "truncated", "emptied", "deleted"] as const;

let driver: string;
beforeAll(async () => {
  driver = await buildDriver();
});

test("a flipped, truncated or deleted object or record", { timeout: HOUR }, async () => {
  const project = await CrashProject.prepare(driver);
  const { rig } = project;
  const source = random("damage", seed);
  const lines: string[] = [];
  const wrong: string[] = [];
  project.restore("changed");
  const files = ["objects", "records", "derived"].flatMap((room) =>
    Object.keys(filesBelow(rig.path("artifacts", room))).map((name) => `${room}/${name}`),
  );
  for (let damage = 0; damage < DAMAGES; damage++) {
    if (damage % files.length === 0) shuffle(files, source);
    const file = files[damage % files.length]!;
    const how = HOW[source.below(HOW.length)]!;
    project.restore("changed");
    harm(rig.path("artifacts", file), how, source.next());
    const name = `${file} ${how}`;
    const first = await project.start("changed").ended;
    const said = first.stdout + first.stderr;
    lines.push(`${name}: exit code ${first.code}`);
    // What was only read amid the run is named and set aside; it is made again by the run after.
    if (first.code !== 0 && !/is damaged|is gone|no longer stored/.test(said)) wrong.push(`${name}: ${said}`);
    const found = first.code === 0 ? project.differences("changed") : await project.recover("changed");
    wrong.push(...found.map((what) => `${name}: ${what}`));
  }
  report(`${DAMAGES} damaged files`, lines);
  expect(wrong).toEqual([]);
});

function harm(path: string, how: (typeof HOW)[number], where: number): void {
  if (how === "deleted") {
    rmSync(path);
    return;
  }
  const bytes = readFileSync(path);
  const at = Math.floor(where * bytes.length);
  if (how === "flipped") bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << Math.floor(where * 8)), at);
  writeFileSync(path, how === "flipped" ? bytes : bytes.subarray(0, how === "emptied" ? 0 : at));
}
