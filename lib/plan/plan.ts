import type { Cell, Pipeline, Step } from "../config/pipeline.js";
import type { Json, ObjectDigest, TaskKey } from "../digest.js";
import type { EngineChoice } from "../step/declare.js";
import { usesEngine } from "../step/natives.js";
import type { Read } from "../step/reads/read.js";
import {
  type Components,
  type InputDigest,
  keyOf,
  keysOf,
  type Result,
  STORE_FORMAT,
  type TaskRecord,
} from "../store/records.js";
import { dependencies, inOrder, withAncestors } from "./order.js";
import { differencesBetween, type Reason, reasonsBetween } from "./reason.js";
import { type StepModule, type Survey, sourceId } from "./survey.js";
import {
  type InputRequest,
  type Plan,
  type PlannedTask,
  type SourceRoot,
  type TaskSpec,
  type TaskState,
  taskId,
} from "./task.js";

/** What a step has made: the outputs of each of its cells, in order. */
export type StepOutputs = readonly { readonly cell: Cell["axes"]; readonly outputs: TaskRecord["outputs"] }[];

/** The record of a task's last run; where that was not kept, with the undeclared reads that are the reason. */
export interface LastRun extends TaskRecord {
  readonly reads?: readonly Read[];
}

/** What the store remembers. */
export interface Memory {
  /** The record of a key, if all that it names is there. */
  recall(key: TaskKey): Result | undefined;
  last(id: string): LastRun | undefined;
}

export interface PlanOptions {
  readonly pipeline: Pipeline;
  readonly survey: Survey;
  readonly memory: Memory;
  /** Steps that run even where their key is known. */
  readonly force: ReadonlySet<string>;
  /** How components make a key; another than the usual only in tests. */
  readonly keyOf?: typeof keyOf;
}

/** What would run, what is cached, what depends on what, and why. */
export function plan(options: PlanOptions): Plan {
  const made = new Map<string, StepOutputs>();
  const tasks: PlannedTask[] = [];
  for (const step of inOrder(options.pipeline.steps)) {
    const planned = planStep(step, made, options);
    tasks.push(...planned);
    const outputs = outputsOf(planned);
    if (outputs !== undefined) made.set(step.name, outputs);
  }
  return { tasks };
}

/** The same pipeline with every result reused, to look at what there is: steps with `cache: false` have their last. */
export function withAllCached(pipeline: Pipeline): Pipeline {
  return { ...pipeline, steps: pipeline.steps.map((step) => ({ ...step, cache: true })) };
}

/** The tasks of one step, given what other steps have made. */
export function planStep(
  step: Step,
  made: ReadonlyMap<string, StepOutputs>,
  options: PlanOptions,
): readonly PlannedTask[] {
  const waiting = dependencies(step).filter((name) => !made.has(name));
  const specify = specifier(step, made, options);
  return step.cells.map((cell, index): PlannedTask => {
    const id = taskId(step.name, cell.axes);
    const spec = specify(index);
    if (waiting.length > 0) return { id, step, cell, status: wait(id, spec, waiting, made, step, options.memory) };
    return { id, step, cell, status: decide(id, spec, whyForced(step, options.force), options.memory) };
  });
}

/** Why a step runs even where its key is known, if it does. */
function whyForced(step: Step, force: ReadonlySet<string>): Reason | undefined {
  if (force.has(step.name)) return { because: "forced" };
  return step.cache ? undefined : { because: "uncached" };
}

/** The steps that run even where their key is known: those of `--force`, and those with `cache: false`. */
export function alwaysRun(steps: readonly Step[], force: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(steps.filter((step) => whyForced(step, force) !== undefined).map(({ name }) => name));
}

function decide(id: string, spec: TaskSpec, forced: Reason | undefined, memory: Memory): TaskState {
  if (forced !== undefined) return { state: "run", spec, reasons: [forced] };
  const record = memory.recall(spec.key);
  if (record !== undefined) return { state: "cached", spec, record };
  return { state: "run", spec, reasons: reasonsBetween(memory.last(id), spec) };
}

/** A task whose inputs are not all known, with what differs already in the rest of its key. */
function wait(
  id: string,
  spec: TaskSpec,
  on: readonly string[],
  made: ReadonlyMap<string, StepOutputs>,
  step: Step,
  memory: Memory,
): TaskState {
  const last = memory.last(id);
  if (last === undefined) return { state: "depends", on, known: spec.components, reasons: [{ because: "new" }] };
  const inputs = Object.entries(last.components.inputs).filter(([name]) => !isWaiting(step, name, made));
  const components = { ...last.components, inputs: Object.fromEntries(inputs) };
  return { state: "depends", on, known: spec.components, reasons: differencesBetween({ ...last, components }, spec) };
}

function isWaiting(step: Step, name: string, made: ReadonlyMap<string, StepOutputs>): boolean {
  const input = step.in[name];
  return input?.kind === "output" && !made.has(input.step);
}

/** What a step has made, if all its tasks are cached. */
function outputsOf(tasks: readonly PlannedTask[]): StepOutputs | undefined {
  const outputs: { readonly cell: Cell["axes"]; readonly outputs: TaskRecord["outputs"] }[] = [];
  for (const { cell, status } of tasks) {
    if (status.state !== "cached") return undefined;
    outputs.push({ cell: cell.axes, outputs: status.record.outputs });
  }
  return outputs;
}

/** The tasks of a step as they would run, by cell; inputs that are not known yet are left out. */
function specifier(
  step: Step,
  made: ReadonlyMap<string, StepOutputs>,
  options: PlanOptions,
): (cellIndex: number) => TaskSpec {
  const { survey, pipeline } = options;
  const module = survey.modules.get(step.name);
  if (module === undefined) throw new Error(`step ${step.name} was not surveyed`);
  const engine = chooseEngine(step, module, survey);
  const inputs = Object.fromEntries(
    Object.keys(step.in)
      .filter((name) => !isWaiting(step, name, made))
      .map((name) => [name, requestInput(step, name, made, options)]),
  );
  const digests = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, digestOf(input)]));
  const environment = { ...survey.platform, ...engineIdentity(engine, survey), ...declaredEnvironment(step, survey) };
  const { sources, code, natives, declaration } = module;
  const format = STORE_FORMAT;
  const keyWith = keysOf({ format, code: module.digest, natives, inputs: digests, environment });
  const roots = rootsAbove(step, pipeline, survey);
  const cpu = engine === undefined ? step.cpu : engine.threads;
  return (cellIndex) => {
    const resolved = survey.resolved.get(step.name)?.[cellIndex];
    if (resolved?.ok !== true) throw new Error(`the parameters of step ${step.name} were not resolved`);
    // Named one by one: to copy objects of what all tasks share takes four times as long.
    const components: Components = {
      format,
      code: module.digest,
      natives,
      with: resolved.value,
      inputs: digests,
      environment,
    };
    const key = options.keyOf?.(components) ?? keyWith(components.with);
    return {
      key,
      components,
      sources,
      code,
      inputs,
      roots,
      project: pipeline.root,
      engine,
      cpu,
      each: declaration.each,
    };
  };
}

/** The same task over one part of its `each` input. */
export function specifyPart(spec: TaskSpec, artifact: ObjectDigest, toKey: typeof keyOf = keyOf): TaskSpec {
  const each = spec.each ?? "";
  const inputs = { ...spec.components.inputs, [each]: artifact };
  const components: Components = { ...spec.components, inputs };
  return {
    ...spec,
    key: toKey(components),
    components,
    inputs: { ...spec.inputs, [each]: { kind: "one", artifact } },
    cpu: 1,
    each: null,
  };
}

/** TensorFlow's WebAssembly engine has one thread in Node; the native one gets the cores that the step declares. */
function chooseEngine(step: Step, module: StepModule, survey: Survey): EngineChoice | undefined {
  if (survey.engine === undefined || !usesEngine(module.natives)) return undefined;
  const { name, folder } = survey.engine;
  return { name, ...(folder === undefined ? {} : { folder }), threads: name === "wasm" ? 1 : step.cpu };
}

function engineIdentity(engine: EngineChoice | undefined, survey: Survey): { readonly [name: string]: Json } {
  if (engine === undefined || survey.engine === undefined) return {};
  return { ...survey.engine.identity, engine: engine.name, threads: engine.threads };
}

function declaredEnvironment(step: Step, survey: Survey): { readonly [name: string]: Json } {
  return Object.fromEntries(step.env.map((name) => [`env.${name}`, survey.env[name] ?? null]));
}

function requestInput(
  step: Step,
  name: string,
  made: ReadonlyMap<string, StepOutputs>,
  options: PlanOptions,
): InputRequest {
  const input = step.in[name];
  if (input === undefined) throw new Error(`no input ${name}`);
  if (input.kind === "source") {
    const table = options.survey.sources.get(sourceId(input));
    if (table === undefined) throw new Error(`source ${input.text} was not surveyed`);
    return { kind: "one", artifact: table.digest };
  }
  const members = (made.get(input.step) ?? []).map(({ cell, outputs }) => {
    const artifact = outputs[input.output];
    if (artifact === undefined) throw new Error(`${input.step} did not make ${input.output}`);
    return { cell, artifact };
  });
  const isList = options.survey.modules.get(step.name)?.declaration.in[name]?.list === true;
  const first = members[0];
  return isList || first === undefined ? { kind: "list", members } : { kind: "one", artifact: first.artifact };
}

function digestOf(input: InputRequest): InputDigest {
  return input.kind === "one" ? input.artifact : input.members;
}

/** Folders of all sources that a step's data may come from. */
function rootsAbove(step: Step, pipeline: Pipeline, survey: Survey): readonly SourceRoot[] {
  const roots = new Map<string, SourceRoot>();
  for (const ancestor of withAncestors([step.name], pipeline)) {
    for (const input of Object.values(ancestor.in)) {
      if (input.kind !== "source") continue;
      const table = survey.sources.get(sourceId(input));
      if (table?.path !== undefined) roots.set(table.path, { path: table.path, renamed: table.renamed });
    }
  }
  return [...roots.values()];
}
