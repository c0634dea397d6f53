// Several runs at once on one folder, one of them suspended for a while: each ends well, and the results are those of one alone.
import { beforeAll, expect, test } from "vitest";
import { random } from "../../lib/learn/random.js";
import { isNightly, nightly, report, seed } from "../seed.js";
import { buildDriver } from "./program.js";
import { CrashProject, ended, STARTS } from "./project.js";

const HOUR = 3_600_000;
const ROUNDS = isNightly ? 20 : 1;

let driver: string;
beforeAll(async () => {
  driver = await buildDriver();
});

test.each(isNightly ? [2, 5] : [5])("%i runs at once", { timeout: HOUR }, async (count) => {
  const project = await CrashProject.prepare(driver);
  const wrong: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = STARTS[(round + count) % STARTS.length]!;
    project.restore(start);
    const runs = Array.from({ length: count }, () => project.start(start));
    for (const { code, stdout, stderr } of await Promise.all(runs.map((run) => run.ended))) {
      if (code !== 0) wrong.push(`${start}: ${code} ${stdout}${stderr}`);
    }
    wrong.push(...project.lies(start), ...project.differences(start), ...(await project.recover(start)));
  }
  expect(wrong).toEqual([]);
});

nightly("a run that is suspended while another does its work, and then goes on", { timeout: HOUR }, async () => {
  const project = await CrashProject.prepare(driver);
  const source = random("suspended", seed);
  const wrong: string[] = [];
  const moments: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = STARTS[source.below(STARTS.length)]!;
    const task = ["list", "repeat", "count", "page"][source.below(4)]!;
    project.restore(start);
    const suspended = project.start(start);
    await suspended.until(start === "changed" && task === "list" ? "repeat" : task);
    process.kill(-(suspended.process.pid ?? 0), "SIGSTOP");
    moments.push(`${start}: at ${task}`);
    const other = await project.start(start).ended;
    if (other.code !== 0) wrong.push(`the other: ${other.stdout}${other.stderr}`);
    process.kill(-(suspended.process.pid ?? 0), "SIGCONT");
    const { code, stdout, stderr } = await suspended.ended;
    await ended(suspended);
    if (code !== 0) wrong.push(`the suspended: ${code} ${stdout}${stderr}`);
    wrong.push(...project.lies(start), ...project.differences(start), ...(await project.recover(start)));
  }
  report(`${moments.length} suspended runs`, moments);
  expect(wrong).toEqual([]);
});
