import { availableParallelism } from "node:os";
import type { ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import { plan, withAllCached } from "../plan/plan.js";
import type { PlannedTask } from "../plan/task.js";
import type { Event } from "../run/event.js";
import { LocalExecutor } from "../run/local.js";
import { removeAbandoned, Scratch } from "../run/scratch.js";
import { type Verifiable, type Verification, verify } from "../run/verify.js";
import { EXIT_DIFFERENT, EXIT_DONE, EXIT_FAILED, EXIT_STOPPED } from "./exit-code.js";
import { findingsText, summaryText } from "./findings.js";
import { drawProgress } from "./progress.js";
import { type Project, type ProjectOptions, withProject } from "./project.js";
import { stopOnSignal } from "./stop.js";
import { verifyObjects } from "./verify-objects.js";

export interface VerifyCommandOptions extends ProjectOptions {
  readonly objects?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** `pipeline verify [step…]` */
export function verifyCommand(steps: readonly string[], options: VerifyCommandOptions): Promise<number> {
  if (options.objects === true) {
    if (steps.length === 0) return verifyObjects(options);
    throw new PipelineError({
      code: "wrong-arguments",
      message: "--objects checks the whole store, and takes no steps",
      remedy: "Leave out one of the two.",
    });
  }
  return withProject(options, steps, async (project) => {
    const { tasks } = plan({ ...project, pipeline: withAllCached(project.pipeline), force: new Set() });
    const chosen = chooseTasks(steps, project, tasks);
    await removeAbandoned(project.store);
    const scratch = new Scratch(project.store);
    const executor = new LocalExecutor(scratch.store.folder);
    const clear = async () => {
      await executor.close();
      await scratch.remove();
    };
    const stopping = stopOnSignal(clear);
    try {
      const files = filesMade(tasks, project);
      return await carryOut(chosen, { project, files, scratch, executor, signal: stopping.signal }, options);
    } finally {
      await clear();
      stopping.release();
    }
  });
}

/**
 * The tasks of the named steps, or all but those with `cache: false`, which say themselves that they may differ. Only what
 * has a current result can be held against it.
 */
function chooseTasks(
  steps: readonly string[],
  { pipeline }: Project,
  tasks: readonly PlannedTask[],
): readonly Verifiable[] {
  const uncached = new Set(pipeline.steps.filter(({ cache }) => !cache).map(({ name }) => name));
  const wanted = tasks.filter(({ step }) =>
    steps.length === 0 ? !uncached.has(step.name) : steps.includes(step.name),
  );
  const missing = wanted.filter(({ status }) => status.state !== "cached").map(({ id }) => id);
  if (missing.length > 0) {
    throw new PipelineError({
      code: "not-cached",
      message: `${listed(missing)} ${missing.length === 1 ? "has" : "have"} no current result to verify`,
      remedy: `Make it with \`pipeline run${steps.length === 0 ? "" : ` ${steps.join(" ")}`}\`; \`pipeline status\` says why.`,
    });
  }
  return wanted.flatMap((task: PlannedTask) =>
    task.status.state === "cached" ? [{ task, spec: task.status.spec, record: task.status.record }] : [],
  );
}

/** Files that steps have made: read by what comes after, by their digests, like those of a source. */
function filesMade(tasks: readonly PlannedTask[], { store: { objects } }: Project): readonly ObjectDigest[] {
  return tasks.flatMap(({ status }) => {
    const outputs = status.state === "cached" ? Object.values(status.record.outputs) : [];
    const manifests = outputs.flatMap((digest) => objects.manifest(digest) ?? []);
    return manifests.flatMap((manifest) => objects.listed(manifest).map(({ digest }) => digest));
  });
}

const SHOWN_TASKS = 3;

function listed(ids: readonly string[]): string {
  const rest = ids.length - SHOWN_TASKS;
  return `${ids.slice(0, SHOWN_TASKS).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

interface Trying {
  readonly project: Project;
  readonly files: readonly ObjectDigest[];
  readonly scratch: Scratch;
  readonly executor: LocalExecutor;
  readonly signal: AbortSignal;
}

async function carryOut(
  chosen: readonly Verifiable[],
  { project: { store, survey }, ...trying }: Trying,
  options: VerifyCommandOptions,
): Promise<number> {
  const began = Date.now();
  let verification: Verification | undefined;
  const finish = () => (verification === undefined ? "stopped" : summaryText(verification, Date.now() - began));
  const emit =
    options.json === true
      ? printJson
      : await drawProgress(process.stdout, { verbose: options.verbose === true, finish });
  emit({ type: "run-started", tasks: chosen.map(({ task }) => task.id) });
  const capacity = options.jobs ?? availableParallelism();
  const found = await verify(chosen, { ...trying, store, survey, capacity, emit });
  if (!trying.signal.aborted) verification = found;
  const { findings, failed, tasks } = found;
  if (options.json === true) printJson({ type: "verified", ...found });
  else if (verification !== undefined) process.stdout.write(findingsText(findings));
  emit({
    type: "run-finished",
    outcome: trying.signal.aborted ? "stopped" : failed > 0 ? "failed" : "done",
    tally: { ran: tasks, cached: 0, failed, skipped: chosen.length - tasks - failed },
    took: Date.now() - began,
  });
  if (trying.signal.aborted) return EXIT_STOPPED;
  if (findings.length > 0) return EXIT_DIFFERENT;
  return failed > 0 ? EXIT_FAILED : EXIT_DONE;
}

function printJson(event: Event | ({ readonly type: "verified" } & Verification)): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
