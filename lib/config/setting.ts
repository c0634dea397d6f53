import { canonical, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { parseDuration } from "./duration.js";
import type { Scope } from "./expression.js";
import type { Path, Pipeline } from "./pipeline.js";
import { parseTemplate, type Template } from "./template.js";

/** Where a pipeline stands, and where in it values were written. */
export interface Origin {
  readonly file: string;
  readonly root: string;
  readonly place: Pipeline["place"];
}

/** A value of a step that may be an expression: where it stands below the step, and what it may be. */
export interface Setting<Value> {
  readonly path: readonly [string, ...string[]];
  /** Undefined for what it may not be. */
  accept(value: Json): Value | undefined;
  readonly remedy: string;
}

const isBoolean = (value: Json) => (typeof value === "boolean" ? value : undefined);
const isWhole = (least: number, most: number) => (value: Json) =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : undefined;

/** Longer would wait for hours: each wait is twice the one before. */
export const MOST_RETRIES = 10;

export const WHEN: Setting<boolean> = {
  path: ["when"],
  accept: isBoolean,
  remedy: "It is true or false, such as ${{ eq(params.network, 'article-cnn') }}.",
};
export const CPU: Setting<number> = {
  path: ["resources", "cpu"],
  accept: isWhole(1, Number.MAX_SAFE_INTEGER),
  remedy: "It is a whole number of cores, from 1.",
};
export const CACHE: Setting<boolean> = { path: ["cache"], accept: isBoolean, remedy: "It is true or false." };
/** In milliseconds. */
export const TIMEOUT: Setting<number> = {
  path: ["timeout"],
  accept: parseDuration,
  remedy: "It is a number of seconds, or a duration such as 90s, 10m or 2h, of at most 500 hours.",
};
export const RETRIES: Setting<number> = {
  path: ["retries"],
  accept: isWhole(0, MOST_RETRIES),
  remedy: `It is a whole number from 0 to ${MOST_RETRIES}.`,
};
/** The command of `run`. */
export const COMMAND: Setting<string> = {
  path: ["run"],
  accept: (value) => (typeof value === "string" && value.trim() !== "" ? value : undefined),
  remedy: "It is a command for the shell, such as `python scripts/clean.py`.",
};

/** A setting of a step, its expressions replaced. Throws where it is something else. */
export function resolveSetting<Value>(
  step: string,
  { path, accept, remedy }: Setting<Value>,
  written: Json,
  scope: Scope,
  origin: Origin,
): Value {
  const at = ["steps", step, ...path];
  const value = evaluateAt(written, scope, at, origin);
  const accepted = accept(value);
  if (accepted !== undefined) return accepted;
  throw new PipelineError({
    code: "wrong-value",
    message: `${path.at(-1)} of step "${step}" is ${canonical(value)}`,
    where: origin.place(at),
    remedy,
  });
}

/** A value of the file with its expressions replaced. */
export function evaluateAt(value: Json, scope: Scope, at: Path, origin: Origin): Json {
  return parseTemplateAt(value, at, origin)(scope);
}

/** A value of the file whose expressions are to be replaced, more than once. */
export function parseTemplateAt(value: Json, at: Path, origin: Origin): Template {
  return parseTemplate(value, at, ({ path, cause }) => {
    throw new PipelineError({
      code: "expression",
      message: cause.message,
      where: origin.place(path, cause.span),
      remedy: cause.remedy,
      cause,
    });
  });
}
