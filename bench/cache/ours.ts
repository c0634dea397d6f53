import { setTimeout } from "node:timers/promises";
import type { Event } from "../../lib/run/event.js";
import { CLOCK_RESOLUTION_MS } from "../../lib/store/watcher.js";
import { type Project, runPipeline } from "../project.js";
import { checkRan } from "./check-ran.js";

export const OURS = "tamiz";
export const OURS_MTIME = "tamiz, one mtime changed";
export const OURS_BYTE = "tamiz, one byte changed";

export interface OurRun {
  readonly seconds: number;
  readonly events: readonly Event[];
}

/** Runs `pipeline run --json`, and checks which tasks ran; none of `expected` checks nothing. */
export async function runOurs(
  project: Project,
  signal: AbortSignal,
  { args = [], expected }: { readonly args?: readonly string[]; readonly expected?: readonly string[] } = {},
): Promise<OurRun> {
  const { seconds, stdout } = await runPipeline(project, ["run", "--json", ...args], { signal });
  const events = stdout
    .split("\n")
    .filter(Boolean)
    .map((line): Event => JSON.parse(line));
  if (expected !== undefined) checkRan(project.folder, ranIn(events), expected);
  return { seconds, events };
}

export function ranIn(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => (event.type === "task-done" ? [event.task] : []));
}

/** Runs what there is to do, and once more when everything has been still for long enough to be trusted at a look. */
export async function settle(project: Project, signal: AbortSignal): Promise<void> {
  await runOurs(project, signal);
  await setTimeout(CLOCK_RESOLUTION_MS + 500, undefined, { signal });
  await runPipeline(project, ["run"], { signal });
}

/** Seconds that `pipeline run` takes where nothing has changed. */
export async function timeNoOp(project: Project, signal: AbortSignal): Promise<number> {
  const { seconds, stdout } = await runPipeline(project, ["run"], { signal });
  if (!/^nothing to do in .*: 0 tasks ran/m.test(stdout)) {
    throw new Error(`${project.folder}: nothing had changed, and yet \`pipeline run\` says:\n${stdout}`);
  }
  return seconds;
}
