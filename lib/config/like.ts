import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { overlay } from "./overlay.js";
import type { Pipeline } from "./pipeline.js";
import type { RawPipeline, RawStep } from "./schema.js";
import { suggest } from "./suggest.js";

/** A step's declaration laid on that of the step it is `like`. `chain` is the steps that led here. */
export function inherit(
  name: string,
  raw: RawPipeline,
  place: Pipeline["place"],
  chain: readonly string[] = [],
): RawStep {
  const own = raw.steps[name];
  if (own?.like == null) return own ?? {};
  const { like, ...rest } = own;
  const where = place(["steps", name, "like"]);
  const known = Object.keys(raw.steps);
  if (!known.includes(like)) {
    throw new PipelineError({
      code: "unknown-step",
      message: `there is no step "${like}"${suggest(like, known)}`,
      where,
      remedy: `The steps are ${known.join(", ")}.`,
    });
  }
  const path = [...chain, name];
  if (path.includes(like)) {
    throw new PipelineError({
      code: "like-cycle",
      message: `steps are like each other, a cycle: ${[...path.slice(path.indexOf(like)), like].join(" → ")}`,
      where,
      remedy: "Let one of them say what it `uses`.",
    });
  }
  return overlay(inherit(like, raw, place, path) as Json, rest as Json, ["steps", name]) as RawStep;
}
