// A run is killed, all its processes at once, at every write and at random moments: the next one ends as if nothing had been.
import { beforeAll, expect, test } from "vitest";
import { type Random, random } from "../../lib/learn/random.js";
import { isNightly, report, seed } from "../seed.js";
import type { Fault, Moment } from "./fault.js";
import { buildDriver } from "./program.js";
import { CrashProject, ended, STARTS, type Start } from "./project.js";

const KILLS_AT_WRITES = isNightly ? 850 : 4;
const KILLS_AT_RANDOM = isNightly ? 150 : 2;
/** Of each site, at the least. */
const KILLS_AT_SITE = isNightly ? 3 : 0;
const LANES = isNightly ? 2 : 1;
const HOURS = 3_600_000;

interface Kill {
  readonly start: Start;
  readonly fault: Fault;
}

let driver: string;
beforeAll(async () => {
  driver = await buildDriver();
});

test("killed before, amid and after each write", { timeout: 3 * HOURS }, async () => {
  const lanes = await Promise.all(Array.from({ length: LANES }, () => CrashProject.prepare(driver)));
  const source = random("kills at writes", seed);
  const calls = new Map<Start, readonly string[]>();
  for (const start of STARTS) calls.set(start, (await lanes[0]!.trace(start)).calls);
  const kills = drawKills(calls, source);
  const histogram = new Map<string, Record<string, number>>();
  const wrong: string[] = [];
  const work = async (project: CrashProject) => {
    for (let kill = kills.shift(); kill !== undefined; kill = kills.shift()) {
      const { code, calls } = await project.trace(kill.start, kill.fault);
      const moment = String(kill.fault.moment);
      const name = `${kill.fault.site} (${moment})`;
      const struck = calls.at(-1) === `! ${kill.fault.site}`;
      if (!struck || code !== null) {
        // The order of what runs side by side varies: this call was not made this time.
        kills.push({ start: kill.start, fault: { ...kill.fault, occurrence: 1 } });
        continue;
      }
      const counts = histogram.get(kill.fault.site) ?? {};
      histogram.set(kill.fault.site, { ...counts, [moment]: (counts[moment] ?? 0) + 1 });
      const found = [...project.lies(kill.start), ...(await project.recover(kill.start))];
      wrong.push(...found.map((what) => `${kill.start}, ${name} ${kill.fault.occurrence}: ${what}`));
    }
  };
  await Promise.all(lanes.map(work));
  report(
    `${[...histogram.keys()].reduce((sum, site) => sum + total(histogram, site), 0)} kills at writes`,
    print(histogram),
  );
  expect(wrong).toEqual([]);
  const sites = new Set([...calls.values()].flat());
  for (const site of sites) expect(total(histogram, site), site).toBeGreaterThanOrEqual(KILLS_AT_SITE);
});

test("killed at random moments between its first write and its last", { timeout: HOURS }, async () => {
  const project = await CrashProject.prepare(driver);
  const source = random("kills at random", seed);
  const moments: string[] = [];
  const wrong: string[] = [];
  for (const start of STARTS) {
    project.restore(start);
    const alone = project.start(start);
    await firstWrite(project);
    const began = performance.now();
    await alone.ended;
    const whole = performance.now() - began;
    for (let kill = 0; kill < KILLS_AT_RANDOM / STARTS.length; ) {
      project.restore(start);
      const started = project.start(start);
      await firstWrite(project);
      const delay = source.next() * whole;
      const timer = setTimeout(() => started.killTree(), delay);
      const { code } = await started.ended;
      clearTimeout(timer);
      await ended(started);
      // The lock is written last: a run that was quicker than the first was not killed in time.
      if (code !== null || project.rig.exists("pipeline.lock")) continue;
      kill++;
      moments.push(`${start}: after ${Math.round((100 * delay) / whole)} % of the time between`);
      const found = [...project.lies(start), ...(await project.recover(start))];
      wrong.push(...found.map((what) => `${moments.at(-1)}: ${what}`));
    }
  }
  report(`${moments.length} kills at random moments`, moments);
  expect(wrong).toEqual([]);
});

/** Each site as often as it must be, and then any call as likely as another. */
function drawKills(calls: ReadonlyMap<Start, readonly string[]>, source: Random): Kill[] {
  const all = [...calls].flatMap(([start, sites]) =>
    sites.map((site, index) => ({
      start,
      site,
      occurrence: sites.slice(0, index + 1).filter((other) => other === site).length,
    })),
  );
  const draw = (from: typeof all, round: number): Kill => {
    const { start, site, occurrence } = from[source.below(from.length)]!;
    const moments: Moment[] = site.includes("writeFile") ? ["halfway", "before", "after"] : ["before", "after"];
    return { start, fault: { site, occurrence, moment: moments[round % moments.length]! } };
  };
  const sites = [...new Set(all.map(({ site }) => site))];
  const kills = sites.flatMap((site) =>
    Array.from({ length: KILLS_AT_SITE }, (_, round) =>
      draw(
        all.filter((call) => call.site === site),
        round,
      ),
    ),
  );
  while (kills.length < KILLS_AT_WRITES) kills.push(draw(all, source.below(6)));
  return kills;
}

/** Resolves when a run has begun to write: its first draft's folder is there. */
async function firstWrite({ rig }: CrashProject): Promise<void> {
  while (!rig.exists("artifacts/tmp")) await new Promise((resolve) => setTimeout(resolve, 2));
}

function total(histogram: ReadonlyMap<string, Readonly<Record<string, number>>>, site: string): number {
  return Object.values(histogram.get(site) ?? {}).reduce((sum, count) => sum + count, 0);
}

function print(histogram: ReadonlyMap<string, Readonly<Record<string, number>>>): string[] {
  return [...histogram.keys()].sort().map((site) => {
    const moments = Object.entries(histogram.get(site) ?? {}).sort();
    const each = moments.map(([moment, count]) => `${count} ${moment}`).join(", ");
    return `${String(total(histogram, site)).padStart(4)}  ${site}: ${each}`;
  });
}
