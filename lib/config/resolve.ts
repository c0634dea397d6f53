import { resolve } from "node:path";
import type { Json } from "../digest.js";
import { PipelineError } from "../error.js";
import { ExpressionError, evaluate, isTrue, type Scope } from "./expression.js";
import { overlay } from "./overlay.js";
import type { Cell, Download, Input, Pipeline, Step } from "./pipeline.js";
import type { RawPipeline, RawStep } from "./schema.js";
import type { Path } from "./source-position.js";
import { suggest } from "./suggest.js";

interface Origin {
  readonly file: string;
  readonly root: string;
  readonly place: Pipeline["place"];
}

/** Resolves `like`, `when`, `matrix`, inputs and every `${{ }}`, and checks the edges. */
export function resolvePipeline(raw: RawPipeline, origin: Origin): Pipeline {
  const params = (raw.params ?? {}) as { readonly [name: string]: Json };
  const inherited = Object.keys(raw.steps).map((name) => [name, inherit(name, raw, origin, [])] as const);
  const names = inherited.map(([name]) => name);
  const off = new Set(
    inherited
      .filter(([name, step]) => !isTrue(evaluateAt(step.when ?? true, { params }, ["steps", name, "when"], origin)))
      .map(([name]) => name),
  );
  const steps = inherited
    .filter(([name]) => !off.has(name))
    .map(([name, step]) => resolveStep(name, step, { params, names, off, origin }));
  checkCycles(steps, origin);
  return { name: raw.name, file: origin.file, root: origin.root, params, steps, place: origin.place };
}

/** A step's declaration laid on that of the step it is `like`. */
function inherit(name: string, raw: RawPipeline, origin: Origin, chain: readonly string[]): RawStep {
  const own = raw.steps[name];
  if (own?.like === undefined) return own ?? {};
  const where = origin.place(["steps", name, "like"]);
  if (chain.includes(name)) {
    throw new PipelineError({
      code: "like-cycle",
      message: `steps are like each other: ${[...chain, name].join(" → ")}`,
      where,
      remedy: "Let one of them say what it uses.",
    });
  }
  const known = Object.keys(raw.steps);
  if (!known.includes(own.like)) {
    throw new PipelineError({
      code: "unknown-step",
      message: `there is no step "${own.like}"${suggest(own.like, known)}`,
      where,
      remedy: `The steps are ${known.join(", ")}.`,
    });
  }
  const { like: _, ...rest } = own;
  return overlay(inherit(own.like, raw, origin, [...chain, name]) as Json, rest as Json) as RawStep;
}

interface Context {
  readonly params: { readonly [name: string]: Json };
  readonly names: readonly string[];
  readonly off: ReadonlySet<string>;
  readonly origin: Origin;
}

function resolveStep(name: string, raw: RawStep, context: Context): Step {
  const { params, off, origin } = context;
  const at = (...path: (string | number)[]): Path => ["steps", name, ...path];
  const inputs = Object.entries(raw.in ?? {}).flatMap(([input, value]) =>
    value === null ? [] : [[input, resolveInput(value as Json, at("in", input), name, context)] as const],
  );
  const isOff = (input: Input) => input.kind === "output" && off.has(input.step);
  const cpu = evaluateAt(raw.resources?.cpu ?? 1, { params }, at("resources", "cpu"), origin);
  if (typeof cpu !== "number" || !Number.isInteger(cpu) || cpu < 1) {
    throw new PipelineError({
      code: "wrong-value",
      message: `cpu of step "${name}" is ${JSON.stringify(cpu)}`,
      where: origin.place(at("resources", "cpu")),
      remedy: "It is a whole number of cores, from 1.",
    });
  }
  return {
    name,
    uses: raw.uses ?? "",
    in: Object.fromEntries(inputs.filter(([, input]) => !isOff(input))),
    absent: Object.fromEntries(
      inputs.flatMap(([inputName, input]) =>
        input.kind === "output" && off.has(input.step) ? [[inputName, input.step]] : [],
      ),
    ),
    cells: resolveCells(raw, at, context),
    matrix: raw.matrix !== undefined,
    cpu,
    env: raw.env ?? [],
  };
}

function resolveCells(
  raw: RawStep,
  at: (...path: (string | number)[]) => Path,
  { params, origin }: Context,
): readonly Cell[] {
  let combinations: { readonly [axis: string]: Json }[] = [{}];
  for (const [axis, written] of Object.entries(raw.matrix ?? {})) {
    const values = evaluateAt(written as Json, { params }, at("matrix", axis), origin);
    if (!Array.isArray(values) || values.length === 0) {
      throw new PipelineError({
        code: "wrong-value",
        message: `the axis "${axis}" is ${JSON.stringify(values)}`,
        where: origin.place(at("matrix", axis)),
        remedy: "An axis is a list with at least one value, such as ${{ range(1, params.folds) }}.",
      });
    }
    combinations = combinations.flatMap((combination) =>
      values.map((value: Json) => ({ ...combination, [axis]: value })),
    );
  }
  return combinations.map((axes) => {
    const scope: Scope = raw.matrix === undefined ? { params } : { params, matrix: axes };
    const parameters = Object.entries(raw.with ?? {}).map(([key, value]) => [
      key,
      evaluateAt(value as Json, scope, at("with", key), origin),
    ]);
    return { axes, with: Object.fromEntries(parameters) };
  });
}

const REFERENCE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

function resolveInput(written: Json, path: Path, step: string, context: Context): Input {
  const { params, names, origin } = context;
  const value = evaluateAt(written, { params }, path, origin);
  if (typeof value !== "string") return resolveSource(value as { readonly [key: string]: Json }, origin);
  const [, from, output] = REFERENCE.exec(value) ?? [];
  if (from === undefined || output === undefined) {
    return { kind: "source", path: resolve(origin.root, value), text: value, download: [] };
  }
  if (from === step || !names.includes(from)) {
    const others = names.filter((name) => name !== step);
    throw new PipelineError({
      code: "unknown-step",
      message:
        from === step
          ? `step "${step}" reads its own output, a cycle`
          : `there is no step "${from}"${suggest(from, others)}`,
      where: origin.place(path),
      remedy: `Name one of ${others.join(", ")}; a file or folder is written with a slash: ./${value}.`,
    });
  }
  return { kind: "output", step: from, output };
}

function resolveSource(value: { readonly [key: string]: Json }, { root }: Origin): Input {
  if (typeof value.url === "string") {
    const id = decodeURIComponent(new URL(value.url).pathname.split("/").at(-1) || "download");
    return {
      kind: "source",
      path: undefined,
      text: value.url,
      download: [{ id, url: value.url, sha256: String(value.sha256) }],
    };
  }
  const path = typeof value.path === "string" ? value.path : undefined;
  const listed = (value.download ?? {}) as { readonly [id: string]: { readonly url: string; readonly sha256: string } };
  const download = Object.entries(listed).map(([id, { url, sha256 }]): Download => ({ id, url, sha256 }));
  return {
    kind: "source",
    path: path === undefined ? undefined : resolve(root, path),
    text: path ?? download[0]?.url ?? "",
    download,
  };
}

function evaluateAt(value: Json, scope: Scope, path: Path, origin: Origin): Json {
  try {
    return evaluate(value, scope);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new PipelineError({
      code: "expression",
      message: error.message,
      where: origin.place(path),
      remedy: error.remedy,
      cause: error,
    });
  }
}

function checkCycles(steps: readonly Step[], origin: Origin): void {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const done = new Set<string>();
  const visit = (step: Step, chain: readonly string[]): void => {
    if (done.has(step.name)) return;
    for (const [name, input] of Object.entries(step.in)) {
      const needed = input.kind === "output" ? byName.get(input.step) : undefined;
      if (needed === undefined) continue;
      const from = [...chain, step.name].indexOf(needed.name);
      if (from >= 0) {
        throw new PipelineError({
          code: "cycle",
          message: `the steps form a cycle: ${[...chain, step.name].slice(from).join(" → ")} → ${needed.name}`,
          where: origin.place(["steps", step.name, "in", name]),
          remedy: "Take one of these inputs away.",
        });
      }
      visit(needed, [...chain, step.name]);
    }
    done.add(step.name);
  };
  for (const step of steps) visit(step, []);
}
