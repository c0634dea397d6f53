import { PipelineError } from "../error.js";
import type { Pipeline, Step } from "./pipeline.js";

/** Throws where steps read each other in a circle, naming them in order: each reads the next. */
export function checkCycles(steps: readonly Step[], place: Pipeline["place"]): void {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const done = new Set<string>();
  const visit = (step: Step, above: readonly string[]): void => {
    if (done.has(step.name)) return;
    const chain = [...above, step.name];
    for (const [name, input] of Object.entries(step.in)) {
      const needed = input.kind === "output" ? byName.get(input.step) : undefined;
      if (needed === undefined) continue;
      const from = chain.indexOf(needed.name);
      if (from >= 0) {
        throw new PipelineError({
          code: "cycle",
          message: `the steps form a cycle: ${[...chain.slice(from), needed.name].join(" → ")}`,
          where: place(["steps", step.name, "in", name]),
          remedy: "Each reads the next: take one of these inputs away.",
        });
      }
      visit(needed, chain);
    }
    done.add(step.name);
  };
  for (const step of steps) visit(step, []);
}
