import type { Pipeline, Step } from "../config/pipeline.js";

/** Names of the steps whose outputs a step reads. */
export function dependencies(step: Step): readonly string[] {
  const names = Object.values(step.in).flatMap((input) => (input.kind === "output" ? [input.step] : []));
  return [...new Set(names)];
}

/** The named steps and all that they need, in the pipeline's order. */
export function withAncestors(names: readonly string[], pipeline: Pipeline): readonly Step[] {
  const byName = new Map(pipeline.steps.map((step) => [step.name, step]));
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    const step = byName.get(name);
    if (step === undefined || wanted.has(name)) return;
    wanted.add(name);
    dependencies(step).forEach(visit);
  };
  names.forEach(visit);
  return pipeline.steps.filter((step) => wanted.has(step.name));
}

/** Steps in the order of the file, each after those it reads. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const ordered = new Set<Step>();
  const visit = (step: Step): void => {
    if (ordered.has(step)) return;
    for (const name of dependencies(step)) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed);
    }
    ordered.add(step);
  };
  steps.forEach(visit);
  return [...ordered];
}

/** For each step, how many stand on the longest way from it to an end. */
export function longestPaths(steps: readonly Step[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const step of [...steps].reverse()) {
    const own = lengths.get(step.name) ?? 1;
    lengths.set(step.name, own);
    for (const name of dependencies(step)) lengths.set(name, Math.max(lengths.get(name) ?? 1, own + 1));
  }
  return lengths;
}
