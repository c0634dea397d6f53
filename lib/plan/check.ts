import { OTHER_COLUMNS } from "../artifact/schema.js";
import type { Pipeline, Step } from "../config/pipeline.js";
import { suggest } from "../config/suggest.js";
import { canonical, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { cellName } from "../step/cell-name.js";
import type { InputDeclaration, OutputDeclaration } from "../step/declaration.js";
import type { StepModule, Survey } from "./survey.js";

/** Holds the pipeline against what its steps declare; throws the first difference, with where it was written. */
export function checkPipeline(pipeline: Pipeline, survey: Survey): void {
  for (const step of pipeline.steps) {
    const module = survey.modules.get(step.name);
    if (module === undefined) continue;
    checkCells(pipeline, step);
    checkInputs(pipeline, step, module, survey);
    checkParameters(pipeline, step, module, survey);
  }
}

function checkCells(pipeline: Pipeline, { name: step, cells }: Step): void {
  const names = new Set<string>();
  for (const { axes } of cells) {
    const name = cellName(axes);
    if (!names.has(name)) {
      names.add(name);
      continue;
    }
    throw new PipelineError({
      code: "same-cell",
      message: `two cells of the step "${step}" are called ${name}`,
      where: pipeline.place(["steps", step, "matrix"]),
      remedy: 'Give each value of an axis once; 1 and "1" have the same name, and so have a/b and a_b.',
    });
  }
}

function checkInputs(pipeline: Pipeline, step: Step, module: StepModule, survey: Survey): void {
  const declared = module.declaration.in;
  for (const name of Object.keys(step.in)) {
    if (declared[name] !== undefined) continue;
    throw new PipelineError({
      code: "unknown-input",
      message: `step "${step.name}" has no input "${name}"${suggest(name, Object.keys(declared))}`,
      where: pipeline.place(["steps", step.name, "in", name], "key"),
      remedy: `It takes ${listed(Object.keys(declared))}.`,
    });
  }
  for (const [name, input] of Object.entries(declared)) {
    if (step.in[name] === undefined) {
      if (input.optional) continue;
      const absent = step.absent[name];
      throw new PipelineError({
        code: "missing-input",
        message: `step "${step.name}" needs an input "${name}" (${input.kind})`,
        where: pipeline.place(["steps", step.name, "in"]),
        remedy:
          absent === undefined
            ? `Add \`in: { ${name}: … }\`.`
            : `It would come from "${absent}", whose \`when\` is false: switch both off, or neither.`,
      });
    }
    checkEdge(pipeline, step, name, input, survey);
  }
}

function checkEdge(pipeline: Pipeline, step: Step, name: string, input: InputDeclaration, survey: Survey): void {
  const given = step.in[name];
  if (given === undefined) return;
  const where = pipeline.place(["steps", step.name, "in", name]);
  const mismatch = (message: string, remedy: string) =>
    new PipelineError({ code: "input-mismatch", message, where, remedy });
  if (given.kind === "source") {
    if (input.kind === "files" || input.kind === "any") return;
    throw mismatch(
      `input "${name}" of "${step.name}" takes ${input.kind}, not files from outside`,
      "Name a step's output there: `<step>.<output>`.",
    );
  }
  const from = pipeline.steps.find((candidate) => candidate.name === given.step);
  const outputs = survey.modules.get(given.step)?.declaration.out ?? {};
  const output = outputs[given.output];
  if (output === undefined) {
    throw new PipelineError({
      code: "unknown-output",
      message: `step "${given.step}" has no output "${given.output}"${suggest(given.output, Object.keys(outputs))}`,
      where,
      remedy: `It makes ${listed(Object.keys(outputs))}.`,
    });
  }
  if (from?.matrix === true && !input.list) {
    throw mismatch(
      `"${given.step}" has a matrix, so "${given.step}.${given.output}" is a list, but input "${name}" of "${step.name}" takes one`,
      "Declare the input with list(…), or read another step.",
    );
  }
  if (!fits(output, input)) {
    throw mismatch(
      `"${given.step}.${given.output}" (${describeType(output)}) does not fit input "${name}" of "${step.name}" (${describeType(input)})`,
      "Name an output of the type that the input takes.",
    );
  }
}

/**
 * An output fits if it is of the input's kind (pictures are also a table) and has all the columns that it reads; columns whose
 * names follow from parameters may be any.
 */
function fits(output: OutputDeclaration, input: InputDeclaration): boolean {
  if (input.kind === "any") return true;
  const sameKind = output.kind === input.kind || (output.kind === "images" && input.kind === "table");
  if (!sameKind || input.schema === null || output.schema === null) return sameKind;
  const has = new Map(columnsOf(output.schema));
  const reads = new Map(columnsOf(input.schema));
  const others = [...has].filter(([column]) => !reads.has(column));
  return [...reads].every(([column, type]) =>
    column === OTHER_COLUMNS
      ? others.every(([, other]) => other === type)
      : (has.get(column) ?? has.get(OTHER_COLUMNS)) === type,
  );
}

function describeType({ kind, schema }: Pick<InputDeclaration, "kind" | "schema">): string {
  const names = columnsOf(schema).map(([column]) => (column === OTHER_COLUMNS ? "others" : column));
  return names.length === 0 ? kind : `${kind} of ${names.join(", ")}`;
}

function columnsOf(schema: Json): readonly (readonly [string, string])[] {
  return Array.isArray(schema) ? (schema as [string, string][]) : [];
}

function checkParameters(pipeline: Pipeline, step: Step, module: StepModule, survey: Survey): void {
  for (const [index, resolved] of (survey.resolved.get(step.name) ?? []).entries()) {
    if (resolved.ok) continue;
    const issue = resolved.issues[0];
    const path = issue?.path ?? [];
    const properties =
      (module.declaration.with as { readonly properties?: { readonly [name: string]: Json } }).properties ?? {};
    const known = Object.keys(properties);
    const name = path.map(String).join(".");
    const value = path.length === 1 ? step.cells[index]?.with[String(path[0])] : undefined;
    const unknown = issue?.message === "unknown";
    const given = value === undefined ? "" : ` (it is ${canonical(value)})`;
    throw new PipelineError({
      code: unknown ? "unknown-parameter" : "wrong-parameter",
      message: unknown
        ? `step "${step.name}" has no parameter "${name}"${suggest(name, known)}`
        : `parameter "${name}" of step "${step.name}": ${issue?.message ?? "wrong"}${given}`,
      where: pipeline.place(["steps", step.name, "with", ...path], unknown ? "key" : undefined),
      remedy: unknown
        ? `Its parameters are ${listed(known)}.`
        : `Change it there, or with \`--set ${step.name}.with.${name}=…\`.`,
    });
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
