import { canonical, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { checkCycles } from "./cycle.js";
import type { Scope } from "./expression.js";
import { resolveInput } from "./input.js";
import { inherit } from "./like.js";
import { combine } from "./matrix.js";
import type { Cell, Input, Path, Pipeline, Step } from "./pipeline.js";
import type { RawPipeline, RawStep } from "./schema.js";
import { evaluate } from "./template.js";

interface Origin {
  readonly file: string;
  readonly root: string;
  readonly place: Pipeline["place"];
}

interface Context {
  readonly params: { readonly [name: string]: Json };
  /** Names of all steps. */
  readonly names: readonly string[];
  readonly origin: Origin;
}

/** Resolves `like`, `when`, `matrix`, inputs and every `${{ }}`, and checks the edges. */
export function resolvePipeline(raw: RawPipeline, origin: Origin): Pipeline {
  const names = Object.keys(raw.steps);
  const context: Context = { params: raw.params ?? {}, names, origin };
  const inherited = names.map((name) => ({ name, step: inherit(name, raw, origin.place) }));
  const off = new Set(inherited.flatMap(({ name, step }) => (isOn(name, step, context) ? [] : [name])));
  const steps = inherited
    .filter(({ name }) => !off.has(name))
    .map(({ name, step }) => resolveStep(name, step, off, context));
  checkCycles(steps, origin.place);
  const { file, root, place } = origin;
  return { name: raw.name, file, root, params: context.params, steps, place };
}

function isOn(name: string, step: RawStep, { params, origin }: Context): boolean {
  const path = ["steps", name, "when"];
  const value = evaluateAt(step.when ?? true, { params }, path, origin);
  if (typeof value === "boolean") return value;
  throw new PipelineError({
    code: "wrong-value",
    message: `\`when\` of step "${name}" is ${canonical(value)}`,
    where: origin.place(path),
    remedy: "It is true or false, such as ${{ eq(params.network, 'article-cnn') }}.",
  });
}

function resolveStep(name: string, raw: RawStep, off: ReadonlySet<string>, context: Context): Step {
  const inputs = resolveInputs(name, raw, context);
  const sourceOff = ([input, from]: readonly [string, Input]): (readonly [string, string])[] =>
    from.kind === "output" && off.has(from.step) ? [[input, from.step]] : [];
  const absent = Object.fromEntries(inputs.flatMap(sourceOff));
  return {
    name,
    uses: raw.uses ?? "",
    in: Object.fromEntries(inputs.filter(([input]) => !Object.hasOwn(absent, input))),
    absent,
    cells: resolveCells(name, raw, context),
    matrix: raw.matrix != null,
    cpu: resolveCpu(name, raw, context),
    env: raw.env ?? [],
  };
}

function resolveInputs(step: string, raw: RawStep, context: Context): readonly (readonly [string, Input])[] {
  const { params, names, origin } = context;
  return Object.entries(raw.in ?? {}).flatMap(([name, written]) => {
    if (written === null) return [];
    const path = ["steps", step, "in", name];
    const value = evaluateAt(written as Json, { params }, path, origin);
    return [[name, resolveInput(value, path, { step, names, root: origin.root, place: origin.place })] as const];
  });
}

function resolveCpu(name: string, raw: RawStep, { params, origin }: Context): number {
  const path = ["steps", name, "resources", "cpu"];
  const cpu = evaluateAt(raw.resources?.cpu ?? 1, { params }, path, origin);
  if (typeof cpu === "number" && Number.isInteger(cpu) && cpu >= 1) return cpu;
  throw new PipelineError({
    code: "wrong-value",
    message: `cpu of step "${name}" is ${canonical(cpu)}`,
    where: origin.place(path),
    remedy: "It is a whole number of cores, from 1.",
  });
}

function resolveCells(step: string, raw: RawStep, { params, origin }: Context): readonly Cell[] {
  const written = Object.entries(raw.matrix ?? {}).filter(([, values]) => values !== null);
  const path = ["steps", step, "matrix"];
  const matrix = evaluateAt(Object.fromEntries(written), { params }, path, origin) as { readonly [axis: string]: Json };
  return combine(matrix, path, origin.place).map((axes) => {
    const scope: Scope = raw.matrix == null ? { params } : { params, matrix: axes };
    const parameters = evaluateAt(raw.with ?? {}, scope, ["steps", step, "with"], origin);
    return { axes, with: parameters as Cell["with"] };
  });
}

function evaluateAt(value: Json, scope: Scope, at: Path, origin: Origin): Json {
  return evaluate(value, scope, at, ({ path, cause }) => {
    throw new PipelineError({
      code: "expression",
      message: cause.message,
      where: origin.place(path, cause.span),
      remedy: cause.remedy,
      cause,
    });
  });
}
