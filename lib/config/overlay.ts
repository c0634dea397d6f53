import { parse } from "yaml";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Path } from "./pipeline.js";
import { suggest } from "./suggest.js";

type Tree = { readonly [key: string]: Json };

/**
 * `under` with `over` laid on it, key by key; a null takes a key away. Lists are replaced whole, and so is a source by
 * one of another form. `path` is where both stand, from the top of the file.
 */
export function overlay(under: Json | undefined, over: Json, path: Path = []): Json {
  if (!isTree(over) || !isTree(under)) return isTree(over) ? withoutNulls(over) : over;
  if (isSource(path) && formOf(under) !== formOf(over)) return withoutNulls(over);
  const result: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key];
    else result[key] = overlay(result[key], value, [...path, key]);
  }
  return result;
}

function isSource(path: Path): boolean {
  return path.length === 4 && path[0] === "steps" && path[2] === "in";
}

function formOf(source: Tree): "pinned" | "folder" {
  return "url" in source || "sha256" in source ? "pinned" : "folder";
}

function withoutNulls(tree: Tree): Tree {
  const kept = Object.entries(tree).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isTree(value) ? withoutNulls(value) : value]));
}

export function isTree(value: unknown): value is Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** One `--set`: `train.with.epochs=20`, `params.seed=3`. */
export interface Override {
  /** From the top of the file: `["steps", "train", "with", "epochs"]`. */
  readonly path: Path;
  readonly value: Json;
  readonly text: string;
}

export function parseOverride(text: string, steps: readonly string[]): Override {
  const where = `--set ${text}`;
  const equals = text.indexOf("=");
  const names = text.slice(0, equals).split(".");
  if (equals < 1 || names.length < 2 || names.some((name) => name === "")) {
    throw new PipelineError({
      code: "malformed-override",
      message: "an override has the form path=value",
      where,
      remedy: "Write for example --set train.with.epochs=20 or --set params.seed=3.",
    });
  }
  const [first = "", ...rest] = names;
  if (first !== "params" && !steps.includes(first)) {
    throw new PipelineError({
      code: "unknown-step",
      message: `there is no step "${first}" to override${suggest(first, [...steps, "params"])}`,
      where,
      remedy: `A path begins with params or one of ${steps.join(", ")}.`,
    });
  }
  return {
    path: first === "params" ? names : ["steps", first, ...rest],
    value: parseValue(text.slice(equals + 1), where),
    text: where,
  };
}

/** A path is taken as it is written; all else is YAML. */
function parseValue(text: string, where: string): Json {
  if (/^\.{0,2}\//.test(text)) return text;
  try {
    return parse(text) ?? null;
  } catch (error) {
    throw new PipelineError({
      code: "malformed-override",
      message: "the value is not YAML",
      where,
      remedy: `Put it in two pairs of quotes: --set 'path="value"'.`,
      cause: error,
    });
  }
}

/** The tree that holds only one value, at a path. */
export function treeOf(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
}
