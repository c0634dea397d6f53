import type { Pipeline, Step } from "../config/pipeline.js";
import { suggest } from "../config/suggest.js";
import { PipelineError } from "../error.js";
import { ALLOWANCES, GLOBALS } from "../step/reads/allowance.js";
import { type Read, remedyOf, undeclared } from "../step/reads/read.js";

/** Refuses a step whose own sources read besides its inputs what its declaration does not allow. */
export function checkReads(pipeline: Pipeline, step: Step, allows: readonly string[], reads: readonly Read[]): void {
  const unknown = allows.find((name) => !ALLOWANCES.includes(name));
  if (unknown !== undefined) {
    throw new PipelineError({
      code: "unknown-allowance",
      message: `step "${step.name}" (${step.uses}) allows ${JSON.stringify(unknown)}, which is nothing that can be allowed${suggest(unknown, ALLOWANCES)}`,
      where: pipeline.place(["steps", step.name, "uses"]),
      remedy: `It may be ${GLOBALS.join(", ")}, or a module of Node, such as node:fs.`,
    });
  }
  const [first, ...others] = undeclared(reads, allows);
  if (first === undefined) return;
  const more =
    others.length === 0 ? "" : ` (and more, in ${others.length} other ${others.length === 1 ? "place" : "places"})`;
  throw new PipelineError({
    code: "undeclared-read",
    message: `step "${step.name}" reads ${first.name}, which is none of its inputs${more}`,
    where: first.where,
    remedy: remedyOf(first),
  });
}
