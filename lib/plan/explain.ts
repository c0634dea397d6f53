import { canonical, type TaskKey } from "../digest.js";
import type { Components, TaskRecord } from "../store/records.js";
import type { Reason } from "./reason.js";
import type { CachedState, Plan, PlannedTask } from "./task.js";

/** Looks up what of each input differs. */
export type ReasonDetail = (reasons: readonly Reason[]) => Promise<readonly Reason[]>;

/** How many of a component's members are as they were. */
export interface Share {
  readonly same: number;
  readonly of: number;
}

/** What of a key is as it was when the task last ran; inputs that are not known yet count as neither. */
export interface Unchanged {
  readonly code: boolean;
  readonly inputs: Share;
  readonly parameters: Share;
  readonly packages: Share;
  readonly environment: Share;
}

export interface Root {
  readonly id: string;
  readonly reasons: readonly Reason[];
}

/** Why a task runs, may run or does not. */
export type Explanation = { readonly task: PlannedTask; readonly last: TaskRecord | undefined } & (
  | CachedState
  | {
      readonly state: "run";
      readonly key: TaskKey;
      readonly reasons: readonly Reason[];
      readonly unchanged: Unchanged | undefined;
    }
  | {
      readonly state: "depends";
      readonly on: readonly string[];
      /** The tasks above it that would run for reasons of their own. */
      readonly roots: readonly Root[];
      readonly reasons: readonly Reason[];
      readonly unchanged: Unchanged | undefined;
    }
);

/** Explains one task of a plan, given the record of its last run. */
export async function explain(
  task: PlannedTask,
  plan: Plan,
  last: TaskRecord | undefined,
  detail: ReasonDetail,
): Promise<Explanation> {
  const { status } = task;
  const known = { task, last };
  switch (status.state) {
    case "cached":
      return { ...known, ...status };
    case "run": {
      const unchanged = last && unchangedBetween(last.components, status.spec.components);
      const reasons = await detail(status.reasons);
      return { ...known, state: "run", key: status.spec.key, reasons, unchanged };
    }
    case "depends": {
      const unchanged = last && unchangedBetween(last.components, status.known);
      const roots: Root[] = [];
      for (const { id, reasons } of rootsOf(status.on, plan)) roots.push({ id, reasons: await detail(reasons) });
      const reasons = await detail(status.reasons);
      return { ...known, state: "depends", on: status.on, roots, reasons, unchanged };
    }
  }
}

/** The tasks that would run at the top of the named steps, in plan order. */
function rootsOf(steps: readonly string[], { tasks }: Plan): readonly Root[] {
  const above = new Set<string>();
  const visit = (name: string): void => {
    if (above.has(name)) return;
    above.add(name);
    for (const { step, status } of tasks) {
      if (step.name === name && status.state === "depends") status.on.forEach(visit);
    }
  };
  steps.forEach(visit);
  return tasks.flatMap(({ id, step, status }) =>
    above.has(step.name) && status.state === "run" ? [{ id, reasons: status.reasons }] : [],
  );
}

/** The steps that may run because one of `names` does, in plan order. */
export function stepsBelow(names: ReadonlySet<string>, { tasks }: Plan): readonly string[] {
  const below = new Set<string>();
  for (const { step, status } of tasks) {
    if (status.state !== "depends" || names.has(step.name)) continue;
    if (status.on.some((name) => names.has(name) || below.has(name))) below.add(step.name);
  }
  return [...below];
}

function unchangedBetween(before: Components, after: Components): Unchanged {
  return {
    code: before.code === after.code,
    inputs: share(before.inputs, after.inputs),
    parameters: share(before.with, after.with),
    packages: share(before.natives, after.natives),
    environment: share(before.environment, after.environment),
  };
}

type Members = { readonly [name: string]: unknown };

function share(before: Members, after: Members): Share {
  const names = Object.keys(after);
  const same = names.filter((name) => name in before && canonical(before[name]) === canonical(after[name]));
  return { same: same.length, of: names.length };
}
