// A write fails with a system error, as on a full or a broken disk: the run says so, and the next one ends as if nothing had been.
import { beforeAll, expect, test } from "vitest";
import { random, shuffle } from "../../lib/learn/random.js";
import { isNightly, report, seed } from "../seed.js";
import { buildDriver } from "./program.js";
import { CrashProject, STARTS } from "./project.js";

const HOUR = 3_600_000;
const FAILURES = isNightly ? 200 : 2;

let driver: string;
beforeAll(async () => {
  driver = await buildDriver();
});

test("a failing write, rename, link, folder or sync", { timeout: HOUR }, async () => {
  const project = await CrashProject.prepare(driver);
  const source = random("failing calls", seed);
  const calls = [];
  for (const start of STARTS) {
    for (const site of new Set((await project.trace(start)).calls)) calls.push({ start, site });
  }
  const lines: string[] = [];
  const wrong: string[] = [];
  for (let failure = 0; failure < FAILURES; failure++) {
    if (failure % calls.length === 0) shuffle(calls, source);
    const { start, site } = calls[failure % calls.length]!;
    const fails = site.includes("writeFile") ? ["ENOSPC", "EIO"][source.below(2)]! : "EIO";
    const occurrence = 1 + source.below(3);
    const { code, stdout, stderr } = await project.trace(start, { site, occurrence, moment: { fails } });
    const name = `${start}: ${site} fails with ${fails} from call ${occurrence} on`;
    lines.push(`${name}: exit code ${code}`);
    const said = stdout + stderr;
    if (code === 1 ? !said.includes(fails === "ENOSPC" ? "the disk is full" : fails) : code !== 0)
      wrong.push(`${name}: ${code} ${said}`);
    if (/\n\s+at /.test(said)) wrong.push(`${name}: ${said}`);
    // A run that failed locks what it has made, and no more.
    const lies = project.lies(start).filter((lie) => !lie.startsWith("pipeline.lock"));
    const found = [...lies, ...(await project.recover(start))];
    wrong.push(...found.map((what) => `${name}: ${what}`));
  }
  report(`${FAILURES} failing calls`, lines);
  expect(wrong).toEqual([]);
});
