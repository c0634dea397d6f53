import type { Step } from "../config/pipeline.js";

/** The task that is likely to run first where only files of a source have changed: of a step that reads one. */
export interface FirstTask {
  readonly task: string;
  /** The derived name of its bundle's code. */
  readonly code: string;
  /** Paths of its sources. */
  readonly sources: readonly string[];
}

/** Finds it among steps, each with its bundle. */
export function firstTask(
  steps: Iterable<{ readonly step: Step; readonly module: { readonly code: string } }>,
): FirstTask | undefined {
  for (const { step, module } of steps) {
    const sources = Object.values(step.in).flatMap((input) =>
      input.kind === "source" && input.path !== undefined ? [input.path] : [],
    );
    if (sources.length > 0) return { task: step.name, code: module.code, sources };
  }
  return undefined;
}
