import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Pipeline } from "./pipeline.js";
import { pipelineSchema, type RawPipeline, RESERVED } from "./schema.js";
import { type Path, type PositionedText, placeOfRange } from "./source-position.js";
import { suggest } from "./suggest.js";

/** Reads YAML text, keeping where each value stands. */
export function parseText(text: string, file: string): PositionedText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const source = { file, text, document, lines };
  const error = document.errors[0];
  if (error !== undefined) {
    throw new PipelineError({
      code: "yaml-syntax",
      message: error.code === "DUPLICATE_KEY" ? "this key stands twice" : `this is not YAML: ${error.message}`,
      where: placeOfRange(source, error.pos[0], error.pos[1]),
      remedy: error.code === "DUPLICATE_KEY" ? "Keep one of the two." : "Mend the line; indentation is by spaces.",
    });
  }
  return source;
}

const KEYS_AT: readonly {
  readonly depth: number;
  readonly parent: string | undefined;
  readonly keys: readonly string[];
}[] = [
  { depth: 0, parent: undefined, keys: Object.keys(pipelineSchema.shape) },
  { depth: 2, parent: "steps", keys: ["uses", "like", "in", "with", "matrix", "when", "resources", "env"] },
  { depth: 2, parent: "profiles", keys: ["params", "steps"] },
  { depth: 4, parent: "steps", keys: ["uses", "like", "in", "with", "matrix", "when", "resources", "env"] },
  { depth: 3, parent: "resources", keys: ["cpu"] },
];

/** Holds a tree against the schema; throws the first issue, with where its value was written. */
export function validate(tree: Json, place: Pipeline["place"]): RawPipeline {
  const result = pipelineSchema.safeParse(tree);
  if (!result.success) {
    const { issues } = result.error;
    const first = issues.find((issue) => issue.code === "unrecognized_keys") ?? issues[0];
    if (first !== undefined) throw explainIssue(first, result.error.issues.length - 1, place);
    throw result.error;
  }
  for (const [name, step] of Object.entries(result.data.steps)) checkStep(name, step, place);
  return result.data;
}

function checkStep(name: string, step: RawPipeline["steps"][string], place: Pipeline["place"]): void {
  if (RESERVED.has(name)) {
    throw new PipelineError({
      code: "reserved-name",
      message: `a step cannot be called "${name}"`,
      where: place(["steps", name]),
      remedy: `Choose another name; ${[...RESERVED].join(", ")} have a meaning of their own.`,
    });
  }
  if (step.uses === undefined && step.like === undefined) {
    throw new PipelineError({
      code: "missing-uses",
      message: `step "${name}" names no step module`,
      where: place(["steps", name]),
      remedy: `Add \`uses: ./steps/${name}.ts\`, or \`like: <another step>\`.`,
    });
  }
}

function explainIssue(issue: z.core.$ZodIssue, more: number, place: Pipeline["place"]): PipelineError {
  const path = issue.path.filter((part): part is string | number => typeof part !== "symbol");
  const rest = more > 0 ? ` (and ${more} more)` : "";
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = knownKeys(path);
    return new PipelineError({
      code: "unknown-key",
      message: `${path.length === 0 ? "the file" : path.join(".")} takes no "${key}"${suggest(key, known)}${rest}`,
      where: place([...path, key], "key"),
      remedy: known.length === 0 ? "Take it away." : `It takes ${known.join(", ")}.`,
    });
  }
  const message =
    issue.code === "invalid_union" ? "this is none of the forms that can stand here" : lowerFirst(issue.message);
  return new PipelineError({
    code: "wrong-value",
    message: `${path.length === 0 ? "the file" : path.join(".")}: ${message}${rest}`,
    where: place(path),
    remedy: remedyAt(path),
  });
}

function knownKeys(path: Path): readonly string[] {
  const at = KEYS_AT.find(
    ({ depth, parent }) => depth === path.length && (parent === undefined || path.at(depth === 3 ? -1 : -2) === parent),
  );
  return at?.keys ?? [];
}

function remedyAt(path: Path): string {
  if (path.includes("in")) return "An input is `step.output`, a path such as ./data/photos, or { url, sha256 }.";
  return "See pipeline.schema.json, which editors use to complete and check this file.";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The value of a YAML document as plain data. */
export function toTree(source: PositionedText): Json {
  const tree = source.document.toJS() as Json | undefined;
  if (tree !== null && tree !== undefined) return tree;
  throw new PipelineError({
    code: "empty-file",
    message: "the file is empty",
    where: source.file,
    remedy: "Begin with `name:` and `steps:`; the README has an example.",
  });
}
