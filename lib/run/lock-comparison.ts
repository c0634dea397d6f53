import type { Pipeline, Step } from "../config/pipeline.js";
import { canonical, type Json } from "../digest.js";
import { dependencies, inOrder } from "../plan/order.js";
import { taskId } from "../plan/task.js";
import type { Lock, LockedTask } from "./lock.js";

/** How what a run made of a task stands to the lock. */
export type Comparison =
  | { readonly task: string; readonly is: "same" }
  /** In an equal environment and from equal inputs, these outputs have other digests. */
  | {
      readonly task: string;
      readonly is: "different";
      readonly outputs: readonly string[];
      readonly hasOtherKey: boolean;
    }
  /** The outputs differ, and so does the environment. */
  | { readonly task: string; readonly is: "incomparable"; readonly because: readonly EnvironmentDifference[] }
  /** The outputs differ, and so do those of a step that it reads. */
  | { readonly task: string; readonly is: "after"; readonly step: string }
  | { readonly task: string; readonly is: "unlocked" }
  | { readonly task: string; readonly is: "gone" };

export interface EnvironmentDifference {
  readonly name: string;
  readonly locked: Json | undefined;
  readonly here: Json | undefined;
}

/**
 * Compares what a run made with a lock, in the order of the pipeline. Equal outputs are the same whatever the
 * environment; others count as different only where environment and inputs are the lock's. `isWhole` says that the run
 * was of the whole pipeline, so that what the lock holds beyond it is gone.
 */
export function compareWithLock(
  pipeline: Pipeline,
  lock: Lock,
  made: Lock,
  { isWhole }: { readonly isWhole: boolean },
): readonly Comparison[] {
  const changed = new Set<string>();
  const comparisons: Comparison[] = [];
  for (const step of inOrder(pipeline.steps)) {
    for (const cell of step.cells) {
      const id = taskId(step.name, cell.axes);
      const now = made.get(id);
      if (now === undefined) continue;
      const comparison = compareTask(id, step, lock.get(id), now, changed);
      if (comparison.is !== "same") changed.add(step.name);
      comparisons.push(comparison);
    }
  }
  const gone = isWhole ? [...lock.keys()].filter((id) => !made.has(id)) : [];
  return [...comparisons, ...gone.map((task): Comparison => ({ task, is: "gone" }))];
}

function compareTask(
  task: string,
  step: Step,
  locked: LockedTask | undefined,
  now: LockedTask,
  changed: ReadonlySet<string>,
): Comparison {
  if (locked === undefined) return { task, is: "unlocked" };
  const outputs = differing(locked.outputs, now.outputs);
  if (outputs.length === 0) return { task, is: "same" };
  const because = differing(locked.environment, now.environment).map((name) => ({
    name,
    locked: locked.environment[name],
    here: now.environment[name],
  }));
  if (because.length > 0) return { task, is: "incomparable", because };
  const upstream = dependencies(step).find((name) => changed.has(name));
  if (upstream !== undefined) return { task, is: "after", step: upstream };
  return { task, is: "different", outputs, hasOtherKey: locked.key !== now.key };
}

function differing(a: { readonly [name: string]: Json }, b: { readonly [name: string]: Json }): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => canonical(a[name] ?? null) !== canonical(b[name] ?? null)).sort();
}
