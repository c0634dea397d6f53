import type { Json } from "../digest.js";
import { resolveCommand } from "./command.js";
import { checkCycles } from "./cycle.js";
import type { Scope } from "./expression.js";
import { resolveInput } from "./input.js";
import { inherit } from "./like.js";
import { combine } from "./matrix.js";
import type { Cell, Input, Pipeline, Step } from "./pipeline.js";
import type { RawPipeline, RawStep } from "./schema.js";
import {
  CACHE,
  CPU,
  evaluateAt,
  type Origin,
  parseTemplateAt,
  RETRIES,
  resolveSetting,
  TIMEOUT,
  WHEN,
} from "./setting.js";

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
  return resolveSetting(name, WHEN, step.when ?? true, { params }, origin);
}

function resolveStep(name: string, raw: RawStep, off: ReadonlySet<string>, context: Context): Step {
  const inputs = resolveInputs(name, raw, context);
  const sourceOff = ([input, from]: readonly [string, Input]): (readonly [string, string])[] =>
    from.kind === "output" && off.has(from.step) ? [[input, from.step]] : [];
  const absent = Object.fromEntries(inputs.flatMap(sourceOff));
  const scope = { params: context.params };
  const { origin } = context;
  return {
    name,
    uses: raw.uses ?? "",
    command: resolveCommand(name, raw, scope, origin),
    in: Object.fromEntries(inputs.filter(([input]) => !Object.hasOwn(absent, input))),
    absent,
    cells: resolveCells(name, raw, context),
    matrix: raw.matrix != null,
    cpu: resolveSetting(name, CPU, raw.resources?.cpu ?? 1, scope, origin),
    env: raw.env ?? [],
    cache: resolveSetting(name, CACHE, raw.cache ?? true, scope, origin),
    timeout: raw.timeout == null ? undefined : resolveSetting(name, TIMEOUT, raw.timeout, scope, origin),
    retries: resolveSetting(name, RETRIES, raw.retries ?? 0, scope, origin),
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

function resolveCells(step: string, raw: RawStep, { params, origin }: Context): readonly Cell[] {
  const written = Object.entries(raw.matrix ?? {}).filter(([, values]) => values !== null);
  const path = ["steps", step, "matrix"];
  const matrix = evaluateAt(Object.fromEntries(written), { params }, path, origin) as { readonly [axis: string]: Json };
  const template = parseTemplateAt(raw.with ?? {}, ["steps", step, "with"], origin);
  return combine(matrix, path, origin.place).map((axes) => {
    const scope: Scope = raw.matrix == null ? { params } : { params, matrix: axes };
    return { axes, with: template(scope) as Cell["with"] };
  });
}
