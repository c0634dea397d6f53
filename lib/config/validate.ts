import type { z } from "zod";
import { canonical, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { isTree } from "./overlay.js";
import type { Path, Pipeline } from "./pipeline.js";
import { knownKeys, pipelineSchema, type RawPipeline, RESERVED } from "./schema.js";
import { suggest } from "./suggest.js";
import { hasExpression } from "./template.js";

type PlaceOf = Pipeline["place"];

/** Holds a tree against the schema; throws the first issue, with where its value was written. */
export function validate(tree: Json, place: PlaceOf): RawPipeline {
  const result = pipelineSchema.safeParse(tree);
  if (!result.success) {
    const { issues } = result.error;
    // What is missing is often what a misspelt key was meant for.
    const first = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
    if (first === undefined) throw result.error;
    throw explainIssue(innermost(first), issues.length - 1, tree, place);
  }
  checkParams(result.data.params ?? {}, place, ["params"]);
  const names = Object.keys(result.data.steps);
  for (const [name, step] of Object.entries(result.data.steps)) {
    if (step.uses != null || step.run != null || step.like != null) continue;
    const others = names.filter((other) => other !== name);
    throw new PipelineError({
      code: "missing-uses",
      message: `step "${name}" names no step module${suggest(name, others)}`,
      where: place(["steps", name], "key"),
      remedy: `Add \`uses: ./steps/${name}.ts\`, \`run: <command>\` or \`like: <another step>\`.`,
    });
  }
  return result.data;
}

/** Expressions stand in steps; a parameter that held one would reach a step as plain text. */
function checkParams(value: Json, place: PlaceOf, path: Path): void {
  if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) checkParams(item, place, [...path, key]);
    return;
  }
  if (typeof value !== "string" || !hasExpression(value)) return;
  throw new PipelineError({
    code: "expression",
    message: `${path.join(".")}: a param is a plain value`,
    where: place(path),
    remedy: "Write the expression in the step that needs it.",
  });
}

/** Of the forms that a value may have, the issue of the one that it comes nearest to. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const near = issue.errors.filter(
    (form) => !form.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  const [first] = near.toSorted((a, b) => a.length - b.length).at(0) ?? [];
  return first === undefined ? issue : innermost({ ...first, path: [...issue.path, ...first.path] });
}

function explainIssue(issue: z.core.$ZodIssue, more: number, tree: Json, place: PlaceOf): PipelineError {
  const path = issue.path.filter((part): part is string | number => typeof part !== "symbol");
  const rest = more > 0 ? ` (and ${more} more)` : "";
  const subject = path.length === 0 ? "the file" : path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = knownKeys(path);
    const others = issue.keys.length - 1 + more;
    return new PipelineError({
      code: "unknown-key",
      message: `${subject} takes no "${key}"${suggest(key, known)}${others > 0 ? ` (and ${others} more)` : ""}`,
      where: place([...path, key], "key"),
      remedy: known.length === 0 ? "Take it away." : `It takes ${known.join(", ")}.`,
    });
  }
  if (issue.code === "invalid_key") return explainName(issue, path, rest, place);
  const value = valueAt(tree, path);
  return new PipelineError({
    code: value === undefined ? "missing-key" : "wrong-value",
    message:
      value === undefined ? `${subject} is missing${rest}` : `${subject} ${requirement(issue)}${shown(value)}${rest}`,
    where: place(path),
    remedy: remedyAt(path, value),
  });
}

function explainName(issue: z.core.$ZodIssueInvalidKey, path: Path, rest: string, place: PlaceOf): PipelineError {
  const name = String(path.at(-1));
  const isReserved = RESERVED.includes(name) && path.at(-2) === "steps";
  return new PipelineError({
    code: isReserved ? "reserved-name" : "wrong-name",
    message: isReserved
      ? `a step cannot be called "${name}"${rest}`
      : `the name "${name}" ${issue.issues[0]?.message ?? "is not allowed"}${rest}`,
    where: place(path, "key"),
    remedy: isReserved
      ? `Choose another name; ${RESERVED.join(", ")} have a meaning of their own.`
      : "Choose another name.",
  });
}

const KINDS: { readonly [expected: string]: string } = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function requirement(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  return issue.message.startsWith("must") ? issue.message : "is none of the forms that can stand here";
}

function shown(value: Json): string {
  if (value !== null && typeof value === "object") return Array.isArray(value) ? ", not a list" : ", not a mapping";
  return typeof value === "number" && !Number.isFinite(value) ? `, not ${value}` : `, not ${canonical(value)}`;
}

function remedyAt(path: Path, value: Json | undefined): string {
  if (path.at(-2) === "in") return "An input is `step.output`, a path such as ./data/photos, or { url, sha256 }.";
  if (typeof value === "number" || typeof value === "boolean") return `If it is meant as text, put it in quotes.`;
  return "pipeline.schema.json says what may stand where; editors complete and check the file with it.";
}

function valueAt(tree: Json, path: Path): Json | undefined {
  let value: Json | undefined = tree;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else value = isTree(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}
