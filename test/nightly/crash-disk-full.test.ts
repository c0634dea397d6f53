// The artifacts folder is a small disk of its own that fills up amid a run; with more room, the next run ends as if nothing had been.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { random } from "../../lib/learn/random.js";
import { buildDriver } from "../crash/program.js";
import { CrashProject } from "../crash/project.js";
import { isNightly, report, seed } from "../seed.js";

const HOUR = 3_600_000;
const SIZES = isNightly ? 30 : 3;
const canMount = process.platform === "linux" && process.getuid?.() === 0;

let driver: string;
beforeAll(async () => {
  driver = await buildDriver();
});

test("a disk that fills up at any point", { timeout: HOUR }, async (context) => {
  if (!canMount) context.skip("a small tmpfs can be mounted only by root on Linux");
  const project = await CrashProject.prepare(driver);
  const { rig } = project;
  const artifacts = rig.path("artifacts");
  const pages = Number(execFileSync("du", ["-s", "--block-size=4096", artifacts], { encoding: "utf8" }).split("\t")[0]);
  const source = random("disk full", seed);
  const lines: string[] = [];
  const wrong: string[] = [];
  let full = 0;
  rmSync(artifacts, { recursive: true });
  mkdirSync(artifacts);
  onTestFinished(() => void spawnSync("umount", ["-l", artifacts]));
  for (let round = 0; round < SIZES; round++) {
    const size = 1 + source.below(pages);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size * 4096}`, "tmpfs", artifacts]);
    rmSync(rig.path("pipeline.lock"), { force: true });
    const { code, stdout, stderr } = await project.start("empty").ended;
    const said = stdout + stderr;
    lines.push(`${size} of ${pages} pages: exit code ${code}`);
    if (code !== 0) full++;
    if (code === 1 ? !said.includes("the disk is full") : code !== 0) wrong.push(`${size} pages: ${code} ${said}`);
    if (/\n\s+at /.test(said)) wrong.push(`${size} pages: ${said}`);
    execFileSync("mount", ["-o", `remount,size=${pages * 16_384}`, artifacts]);
    wrong.push(...(await project.recover("empty")).map((what) => `${size} pages: ${what}`));
    execFileSync("umount", ["-l", artifacts]);
  }
  report(`${full} full disks`, lines);
  expect(wrong).toEqual([]);
  expect(full).toBeGreaterThan(0);
});
