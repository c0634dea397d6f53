import type { ObjectDigest } from "../digest.js";
import { toFailure } from "../error.js";
import type { Survey } from "../plan/survey.js";
import type { PlannedTask, TaskSpec } from "../plan/task.js";
import type { Result } from "../store/records.js";
import type { Store } from "../store/store.js";
import type { Event } from "./event.js";
import type { Executor } from "./executor.js";
import { doAll } from "./pool.js";
import type { Scratch } from "./scratch.js";
import { StoredSources } from "./sources.js";
import { compareOutputs, type Finding, tryUnit } from "./verify-unit.js";
import { beginWork, joinOutputs, type Unit, type Work } from "./work.js";

/** A task with a result to verify. */
export interface Verifiable {
  readonly task: PlannedTask;
  readonly spec: TaskSpec;
  readonly record: Result;
}

export interface Verification {
  /** The first difference of each output, in pipeline order. */
  readonly findings: readonly Finding[];
  readonly failed: number;
  /** Tasks that were carried out to their end, and the artifacts they made. */
  readonly tasks: number;
  readonly artifacts: number;
  /** Of these tasks, those that were tried on halves of their rows too. */
  readonly halved: number;
}

export interface VerifyOptions {
  readonly survey: Survey;
  /** Files that steps have made, beside those of sources. */
  readonly files: readonly ObjectDigest[];
  /** Where the results to verify are. */
  readonly store: Store;
  readonly scratch: Scratch;
  /** Runs tasks in the scratch store. */
  readonly executor: Executor;
  readonly capacity: number;
  readonly signal: AbortSignal;
  emit(event: Event): void;
}

/**
 * Carries tasks out again, each from the stored inputs of its result, and compares what they make with what is stored.
 * So a task is not blamed for what an earlier one makes differently; and where all make the same bytes from the same
 * inputs, so does the pipeline from its sources.
 */
export async function verify(chosen: readonly Verifiable[], options: VerifyOptions): Promise<Verification> {
  const trials = new Map(chosen.map((one) => [one.task.id, new Trial(one, options)]));
  for (const trial of trials.values()) await trial.begin();
  await doAll(
    [...trials.values()].flatMap((trial) => trial.units),
    options.capacity,
    async (unit) => {
      await trials.get(unit.work.task.id)?.carryOut(unit);
    },
  );
  const all = [...trials.values()];
  const done = all.filter((trial) => trial.isDone);
  return {
    findings: all.flatMap((trial) => trial.findings),
    failed: all.filter((trial) => trial.hasFailed).length,
    tasks: done.length,
    artifacts: done.reduce((sum, { artifacts }) => sum + artifacts, 0),
    halved: done.filter((trial) => trial.isParted).length,
  };
}

/** One task, tried again. */
class Trial {
  readonly #verifiable: Verifiable;
  readonly #options: VerifyOptions;
  readonly #findings: Finding[] = [];
  #work: Work | undefined;
  hasFailed = false;
  isDone = false;
  artifacts = 0;

  constructor(verifiable: Verifiable, options: VerifyOptions) {
    this.#verifiable = verifiable;
    this.#options = options;
  }

  get units(): readonly Unit[] {
    return this.#work?.units ?? [];
  }

  get isParted(): boolean {
    return this.#work?.isParted ?? false;
  }

  /** The first of each output. */
  get findings(): readonly Finding[] {
    const outputs = this.#findings.map(({ output }) => output);
    return this.#findings.filter(({ output }, index) => outputs.indexOf(output) === index);
  }

  /** Lends what the task needs but for the parts of its inputs, and takes it apart as a run does with nothing known. */
  async begin(): Promise<void> {
    const { task, spec, record } = this.#verifiable;
    const { scratch, survey, files, store, emit, signal } = this.#options;
    if (signal.aborted) return;
    try {
      await scratch.lendBundle(spec.code);
      for (const digest of [...downloadsOf(survey), ...files]) {
        if (store.objects.has(digest)) await scratch.lend(digest);
      }
      const { objects } = scratch.store;
      const sources = new StoredSources({ survey, objects, signal });
      await sources.ofStep(task.step, (progress) => emit({ type: "task-progress", task: task.id, progress }));
      for (const input of Object.values(spec.inputs)) {
        const artifacts = input.kind === "one" ? [input.artifact] : input.members.map(({ artifact }) => artifact);
        for (const artifact of artifacts) await scratch.lend(artifact);
      }
      // Nothing waits for anything here, so what took longest starts first.
      const memory = { recall: () => undefined, last: () => undefined };
      this.#work = await beginWork(task, spec, [], record.took, {
        survey,
        store: scratch.store,
        memory,
        force: new Set(),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  async carryOut(unit: Unit): Promise<void> {
    const { work } = unit;
    const { signal, emit } = this.#options;
    const { id } = this.#verifiable.task;
    if (signal.aborted || this.hasFailed) return;
    try {
      if (!work.isAnnounced) emit({ type: "task-started", task: id, key: work.spec.key, reasons: [] });
      work.isAnnounced = true;
      const began = Date.now();
      const listener = {
        progress: (progress: Parameters<typeof work.progress.report>[1]) =>
          emit({ type: "task-progress", task: id, progress: work.progress.report(unit.index, progress) }),
        log: () => undefined,
      };
      const { outputs, findings } = await tryUnit(unit, listener, this.#options);
      work.outputs[unit.index] = outputs;
      this.#findings.push(...findings);
      work.busy += Date.now() - began;
      work.left--;
      if (work.left === 0) await this.#finish(work);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #finish(work: Work): Promise<void> {
    const { scratch, store, emit } = this.#options;
    const { task, spec, record } = this.#verifiable;
    const outputs = work.isParted ? await joinOutputs(work, scratch.store) : (work.outputs[0] ?? {});
    // A plain rerun that differs says more than any other way.
    this.#findings.unshift(...(await compareOutputs(task.id, record.outputs, outputs, "anew", { store, scratch })));
    this.artifacts = Object.keys(outputs).length;
    this.isDone = true;
    emit({ type: "task-done", task: task.id, key: spec.key, took: work.busy, outputs });
  }

  #fail(error: unknown): void {
    if (this.#options.signal.aborted || this.hasFailed) return;
    this.hasFailed = true;
    this.#options.emit({ type: "task-failed", task: this.#verifiable.task.id, failure: toFailure(error) });
  }
}

/** Files that were downloaded are read by their digest, by the step that takes the source and by those after it. */
function downloadsOf(survey: Survey): readonly ObjectDigest[] {
  return [...survey.sources.values()].flatMap(({ download }) => download.map(({ sha256 }) => sha256 as ObjectDigest));
}
