// Stored files are flipped, cut short or gone: the next run has the results of one that was left alone.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { random, shuffle } from "../../lib/learn/random.js";
import { isNightly, report, seed } from "../seed.js";
import { buildDriver } from "./program.js";
import { CrashProject, filesBelow, type Start } from "./project.js";

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
  project.restore("done");
  const files = ["objects", "records", "derived"].flatMap((room) =>
    Object.keys(filesBelow(rig.path("artifacts", room))).map((name) => `${room}/${name}`),
  );
  project.restore("changed");
  const existed = new Set(files.filter((file) => rig.exists("artifacts", file)));
  for (let damage = 0; damage < DAMAGES; damage++) {
    if (damage % files.length === 0) shuffle(files, source);
    const file = files[damage % files.length]!;
    const how = HOW[source.below(HOW.length)]!;
    const start: Start = existed.has(file) && source.below(2) === 0 ? "changed" : "done";
    project.restore(start);
    harm(rig.path("artifacts", file), how, source.next());
    const name = `${start}: ${file} ${how}`;
    const { code, stdout, stderr } = await project.start(start).ended;
    lines.push(`${name}: ${/.*(tasks? ran|nothing to do).*/.exec(stdout)?.[0]}`);
    if (code !== 0) wrong.push(`${name}: ${code} ${stdout}${stderr}`);
    wrong.push(...project.differences(start).map((what) => `${name}: ${what}`));
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
