// Whatever is edited: a run's results are those of a clean rebuild, and nothing is done that was done before.

import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Random, random } from "../../lib/learn/random.js";
import { memoryOf } from "../../lib/run/memory.js";
import { type RunResult, run } from "../../lib/run/run.js";
import { viewOf } from "../../lib/run/view.js";
import { type Components, keyOf } from "../../lib/store/records.js";
import { openStore } from "../../lib/store/store.js";
import { memoryFolder } from "../rig.js";
import { type Identity, InProcessExecutor, pipelineOf, surveyOf } from "./in-process.js";
import { ALL_EDITS, editWorld, generateWorld, pick, type World } from "./world.js";

export type KeyOf = typeof keyOf;

/** A key that leaves a component out. */
export function keyWithout(component: keyof Components): KeyOf {
  return (components) => keyOf({ ...components, [component]: null });
}

export interface Effort {
  readonly pipelines: number;
  readonly edits: number;
}

export interface Finding {
  /** The first that was found, with what led to it. */
  readonly violation: string | undefined;
  readonly runs: number;
  readonly tasksRun: number;
  readonly tasksCached: number;
}

/** Looks for a stale result or a needless task in random pipelines under random edits. */
export async function findViolation(effort: Effort, seed: string, toKey: KeyOf = keyOf): Promise<Finding> {
  const totals = { runs: 0, tasksRun: 0, tasksCached: 0 };
  for (let pipeline = 0; pipeline < effort.pipelines; pipeline++) {
    const folder = mkdtempSync(join(memoryFolder, "tamiz-property-"));
    try {
      const violation = await violationOf(folder, effort.edits, random("property", seed, pipeline), toKey, totals);
      if (violation !== undefined) return { violation: `pipeline ${pipeline}: ${violation}`, ...totals };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { violation: undefined, ...totals };
}

async function violationOf(
  folder: string,
  edits: number,
  source: Random,
  toKey: KeyOf,
  totals: { runs: number; tasksRun: number; tasksCached: number },
): Promise<string | undefined> {
  const past: World[] = [generateWorld(source)];
  const history: string[] = [];
  const known = new Set<Identity>();
  for (let edit = 0; edit <= edits; edit++) {
    const world = past.at(-1)!;
    const failing = source.below(6) === 0 ? pick(world.steps, source).name : undefined;
    if (failing !== undefined) {
      // A run that fails amid its way leaves nothing false, and what it did is done.
      const { carriedOut } = await carryOut(world, join(folder, "ours"), toKey, failing);
      for (const identity of carriedOut) known.add(identity);
    }
    const ours = await carryOut(world, join(folder, "ours"), toKey);
    const clean = await carryOut(world, join(folder, `clean${edit}`), keyOf);
    rmSync(join(folder, `clean${edit}`), { recursive: true });
    totals.runs++;
    totals.tasksRun += ours.result.tally.ran;
    totals.tasksCached += ours.result.tally.cached;
    const because = `after ${["the first run", ...history].join("; ")}`;
    if (ours.result.outcome !== "done") return `the run failed ${because}: ${ours.failures.join("; ")}`;
    for (const [task, { outputs }] of clean.result.made) {
      const stale = ours.result.made.get(task)?.outputs.out !== outputs.out;
      if (stale) return `the result of ${task} is stale ${because}`;
    }
    if (shown(world, ours.result, join(folder, "ours")) !== undefined) return `a view is stale ${because}`;
    if (ours.carriedOut.some((identity) => known.has(identity))) return `a task was carried out again ${because}`;
    for (const identity of ours.carriedOut) known.add(identity);
    const goesBack = past.length > 1 && source.below(5) === 0;
    const next = goesBack ? { what: "back", world: pick(past, source) } : editWorld(world, ALL_EDITS, source);
    history.push(next.what);
    past.push(next.world);
  }
  return undefined;
}

async function carryOut(
  world: World,
  folder: string,
  toKey: KeyOf,
  failing?: string,
): Promise<{ readonly result: RunResult; readonly carriedOut: readonly Identity[]; readonly failures: string[] }> {
  const store = openStore(folder);
  const executor = new InProcessExecutor(world, store, failing);
  const failures: string[] = [];
  const result = await run({
    pipeline: pipelineOf(world),
    survey: surveyOf(world),
    memory: memoryOf(store),
    force: new Set(),
    keyOf: (components) => toKey({ ...components, format: world.format }),
    store,
    executor,
    capacity: 3,
    signal: new AbortController().signal,
    emit(event) {
      if (event.type === "task-failed") failures.push(`${event.task}: ${event.failure.message}`);
    },
  });
  return { result, carriedOut: executor.carriedOut, failures };
}

/** The first task whose view shows something else than it made. */
function shown(world: World, { made }: RunResult, folder: string): string | undefined {
  return [...made.keys()].find((task) => {
    const step = world.steps.find(({ name }) => name === task.replace(/\[.*/, ""));
    const n = /n=(\d+)/.exec(task)?.[1];
    const view = viewOf(step?.name ?? "", n === undefined ? {} : { n: Number(n) }, "out");
    return basename(readlinkSync(join(folder, ...view))) !== made.get(task)?.outputs.out;
  });
}
