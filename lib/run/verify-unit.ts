import {
  type Difference,
  firstDifference,
  firstDifferenceFromPieces,
  type StoredArtifact,
} from "../artifact/first-difference.js";
import { halve } from "../artifact/halves.js";
import { hasRows } from "../artifact/part-rows.js";
import type { ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import { specifyPart } from "../plan/plan.js";
import type { TaskSpec } from "../plan/task.js";
import type { TaskRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import type { TaskListener } from "./executor.js";
import type { Scratch } from "./scratch.js";
import type { VerifyOptions } from "./verify.js";
import { requestOf, type Unit } from "./work.js";

/** How a task was carried out when it made something else. */
export type Way =
  /** Again, from the same inputs. */
  | "anew"
  /** Once more in a process that had just carried it out. */
  | "warm"
  /** The rows of a part of its `each` input taken in two halves. */
  | "halves";

export interface Finding {
  readonly task: string;
  readonly output: string;
  readonly way: Way;
  readonly difference: Difference;
}

type Outputs = TaskRecord["outputs"];
type Stores = { readonly store: Store; readonly scratch: Scratch };

const SILENT: TaskListener = { progress: () => undefined, log: () => undefined };

/** Carries a task, or a part of it, out again; and then otherwise, in a way that must make no difference. */
export async function tryUnit(
  { spec, work }: Unit,
  listener: TaskListener,
  options: VerifyOptions,
): Promise<{ readonly outputs: Outputs; readonly findings: readonly Finding[] }> {
  const { executor, scratch, signal } = options;
  const { id } = work.task;
  await lendParts(spec, scratch);
  const { outputs } = await executor.run(requestOf(id, spec), listener, signal);
  // What uses an engine has a process of its own in a run too.
  if (spec.engine !== undefined) return { outputs, findings: [] };
  if (work.isParted) return { outputs, findings: await tryHalves(id, spec, work.spec.each ?? "", outputs, options) };
  const request = requestOf(id, spec);
  await scratch.store.notes.forget(id, request.basis);
  const again = await executor.run(request, SILENT, signal);
  const both = { store: scratch.store, scratch };
  return { outputs, findings: await compareOutputs(id, outputs, again.outputs, "warm", both) };
}

async function lendParts(spec: TaskSpec, scratch: Scratch): Promise<void> {
  for (const input of Object.values(spec.inputs)) {
    const artifacts = input.kind === "one" ? [input.artifact] : input.members.map(({ artifact }) => artifact);
    for (const artifact of artifacts) {
      for (const part of scratch.store.objects.manifest(artifact)?.parts ?? []) await scratch.lend(part.digest);
    }
  }
}

/** The first difference of each output between two results of a task, the second in the scratch store. */
export async function compareOutputs(
  task: string,
  stored: Outputs,
  anew: Outputs,
  way: Way,
  { store, scratch }: Stores,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [output, digest] of Object.entries(anew)) {
    const before = stored[output];
    if (before === undefined || before === digest) continue;
    const difference = await firstDifference(openArtifact(before, store), openArtifact(digest, scratch.store));
    if (difference !== undefined) findings.push({ task, output, way, difference });
  }
  return findings;
}

/** Takes the rows of a part in two halves: together they must make the rows of the whole. */
async function tryHalves(
  task: string,
  spec: TaskSpec,
  each: string,
  outputs: Outputs,
  { scratch, executor, signal }: VerifyOptions,
): Promise<readonly Finding[]> {
  const { store } = scratch;
  const input = spec.inputs[each];
  const manifest = input?.kind === "one" ? store.objects.manifest(input.artifact) : undefined;
  const halves = manifest && (await halve(manifest, store.objects));
  if (halves === undefined) return [];
  const pieces: Outputs[] = [];
  for (const half of halves) {
    const part = { ...specifyPart({ ...spec, each }, await store.objects.writeManifest(half)), cpu: spec.cpu };
    try {
      pieces.push((await executor.run(requestOf(task, part), SILENT, signal)).outputs);
    } catch (error) {
      // A step that leaves rows out may have none to write in one half.
      if (error instanceof PipelineError && error.code === "output-missing") return [];
      throw error;
    }
  }
  const findings: Finding[] = [];
  for (const [output, digest] of Object.entries(outputs)) {
    const whole = openArtifact(digest, store);
    if (!hasRows(whole.manifest)) continue;
    const made = pieces.flatMap((piece) => {
      const half = piece[output];
      return half === undefined ? [] : [openArtifact(half, store)];
    });
    const difference = await firstDifferenceFromPieces(whole, made);
    if (difference !== undefined) findings.push({ task, output, way: "halves", difference });
  }
  return findings;
}

function openArtifact(digest: ObjectDigest, { objects }: Store): StoredArtifact {
  const manifest = objects.manifest(digest);
  if (manifest !== undefined) return { manifest, read: (part) => objects.read(part) };
  throw new PipelineError({
    code: "object-missing",
    message: `the stored manifest ${digest.slice(0, 12)} is gone or damaged`,
    where: objects.path(digest),
    remedy: "Run `pipeline verify --objects`, then `pipeline run`.",
  });
}
