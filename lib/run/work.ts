import { joinManifests, type Manifest, manifestOfPart } from "../artifact/manifest.js";
import { PipelineError } from "../error.js";
import { specifyPart } from "../plan/plan.js";
import type { Reason } from "../plan/reason.js";
import { sourceId } from "../plan/survey.js";
import type { PlannedTask, TaskSpec } from "../plan/task.js";
import type { Read } from "../step/reads/read.js";
import { digestManifest } from "../store/objects.js";
import type { TaskRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import type { Ready } from "./admission.js";
import type { Event } from "./event.js";
import type { TaskListener } from "./executor.js";
import { basisOf, knownParts } from "./known-parts.js";
import { PartedProgress } from "./parted-progress.js";
import type { TaskRequest } from "./protocol.js";
import type { RunOptions } from "./run.js";

/** What an executor is given at once: a whole task, or one part of it. */
export interface Unit extends Ready {
  readonly work: Work;
  readonly index: number;
  readonly spec: TaskSpec;
  /** Of a part, those of an earlier input whose rows may be taken over. */
  readonly known: TaskRequest["known"];
}

/** A task that runs. */
export interface Work {
  readonly task: PlannedTask;
  readonly spec: TaskSpec;
  readonly reasons: readonly Reason[];
  /** True where the task is taken apart by the parts of its `each` input. */
  readonly isParted: boolean;
  /** What there is to do. */
  readonly units: Unit[];
  /** Of each unit or part, in order; those that were cached are there from the start. */
  readonly outputs: (TaskRecord["outputs"] | undefined)[];
  readonly progress: PartedProgress;
  /** Units that are not done yet. */
  left: number;
  /** Units that another run had made when their turn came. */
  adopted: number;
  /** Milliseconds that its units have taken, added up. */
  busy: number;
  isAnnounced: boolean;
  /** What it has read without declaring it: then its result is not recorded. */
  readonly reads: Map<string, Read>;
  /** Processes of which it was said that this task waits for them. */
  readonly waitedFor: Set<number>;
}

export type WorkOptions = Pick<RunOptions, "survey" | "store" | "memory" | "force" | "keyOf">;

/** What an executor is asked, to carry out a task or a part of it. */
export function requestOf(id: string, spec: TaskSpec, known: TaskRequest["known"] = []): TaskRequest {
  const { key, code, inputs, components, roots, project, engine, cpu } = spec;
  const basis = basisOf(components);
  return { id, key, basis, code, inputs, with: components.with, roots, project, cpu, engine, known };
}

/** Tells of a unit's progress as that of its task. */
export function listenerOf({ work, index }: Unit, emit: (event: Event) => void): TaskListener {
  const task = work.task.id;
  return {
    progress: (progress) => emit({ type: "task-progress", task, progress: work.progress.report(index, progress) }),
    log: (message) => emit({ type: "task-log", task, message }),
  };
}

/** The record of a task or of a part of it, which took so many milliseconds. */
export function recordOf(work: Work, spec: TaskSpec, outputs: TaskRecord["outputs"], took: number): TaskRecord {
  const { key, components, sources } = spec;
  return { key, step: work.task.step.name, components, sources, outputs, took: Math.round(took) };
}

/** Takes a task apart, where its step allows it, and finds which parts are known already. */
export async function beginWork(
  task: PlannedTask,
  spec: TaskSpec,
  reasons: readonly Reason[],
  remaining: number,
  options: WorkOptions,
): Promise<Work> {
  const manifest = spec.each === null ? undefined : eachInput(task, spec, options);
  const rows = manifest?.parts.map((part) => part.rows ?? 0) ?? [0];
  const isParted = manifest !== undefined;
  const work: Work = {
    task,
    spec,
    reasons,
    isParted,
    units: [],
    outputs: rows.map(() => undefined),
    progress: new PartedProgress(isParted ? rows : undefined),
    left: 0,
    adopted: 0,
    busy: 0,
    isAnnounced: false,
    reads: new Map(),
    waitedFor: new Set(),
  };
  if (manifest === undefined) {
    work.units.push({ work, index: 0, spec, cpu: spec.cpu, remaining, rows: 0, known: [] });
    work.left = 1;
    return work;
  }
  const known = knownParts(task, spec, manifest, options);
  for (const index of manifest.parts.keys()) {
    const part = manifestOfPart(manifest, index);
    const partSpec = specifyPart(spec, digestManifest(part), options.keyOf);
    const record = options.force.has(task.step.name) ? undefined : options.memory.recall(partSpec.key);
    work.outputs[index] = record?.outputs;
    if (record !== undefined) work.progress.skip(index);
    else {
      await options.store.objects.writeManifest(part);
      const size = { cpu: partSpec.cpu, remaining, rows: part.rows ?? 0 };
      work.units.push({ work, index, spec: partSpec, ...size, known: known(index) });
    }
  }
  work.left = work.units.length;
  return work;
}

/** Undefined where an optional input is not given. */
function eachInput(task: PlannedTask, spec: TaskSpec, options: WorkOptions): Manifest | undefined {
  const name = spec.each ?? "";
  const input = spec.inputs[name];
  if (input === undefined) return undefined;
  const source = task.step.in[name];
  const manifest =
    source?.kind === "source"
      ? options.survey.sources.get(sourceId(source))?.manifest
      : input?.kind === "one"
        ? options.store.objects.manifest(input.artifact)
        : undefined;
  if (manifest !== undefined) return manifest;
  throw new PipelineError({
    code: "object-missing",
    message: `the input "${name}" of ${task.id} is no longer stored`,
    remedy: "Run again: it will be made again.",
  });
}

/** Joins the outputs of a task's parts, output by output, and stores the joined manifests. */
export async function joinOutputs(work: Work, store: Store): Promise<TaskRecord["outputs"]> {
  const names = Object.keys(work.outputs[0] ?? {});
  const joined: Record<string, TaskRecord["outputs"][string]> = {};
  for (const name of names) {
    const manifests = work.outputs.map((outputs) => {
      const digest = outputs?.[name];
      const manifest = digest === undefined ? undefined : store.objects.manifest(digest);
      if (manifest !== undefined) return manifest;
      throw new PipelineError({
        code: "object-missing",
        message: `a part of ${work.task.id}.${name} is no longer stored`,
        remedy: "Run again: it will be made again.",
      });
    });
    joined[name] = await store.objects.writeManifest(joinManifests(manifests));
  }
  return joined;
}
