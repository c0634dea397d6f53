import type { Step } from "../config/pipeline.js";
import { inOrder } from "../plan/order.js";
import type { StepModule } from "../plan/survey.js";
import { isShared } from "../step/bundle-name.js";
import { STEPS_AHEAD } from "./executor.js";

/** The task that is likely to run first where only files of a source have changed: of a step that reads one. */
export interface FirstTask {
  readonly task: string;
  /** The derived names of the bundles that its process can load: its own, and those of the next steps that may join it. */
  readonly codes: readonly string[];
  /** Paths of its sources. */
  readonly sources: readonly string[];
}

/** Finds it among the steps of which the module is known. */
export function firstTask(
  steps: readonly Step[],
  modules: ReadonlyMap<string, Pick<StepModule, "code">>,
): FirstTask | undefined {
  const inTurn = inOrder(steps).flatMap((step) => {
    const { code } = modules.get(step.name) ?? {};
    return code === undefined ? [] : [{ step, code }];
  });
  for (const [index, { step, code }] of inTurn.entries()) {
    const sources = Object.values(step.in).flatMap((input) =>
      input.kind === "source" && input.path !== undefined ? [input.path] : [],
    );
    if (sources.length === 0) continue;
    const next = inTurn.slice(index + 1, index + 1 + STEPS_AHEAD).map((one) => one.code);
    const joining = isShared(code) ? next.filter(isShared) : [];
    return { task: step.name, codes: [...new Set([code, ...joining])], sources };
  }
  return undefined;
}
