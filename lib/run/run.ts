import { join } from "node:path";
import type { Step } from "../config/pipeline.js";
import { type Failure, toFailure } from "../error.js";
import { dependencies, inOrder, longestPaths } from "../plan/order.js";
import { alwaysRun, type LastRun, type PlanOptions, planStep } from "../plan/plan.js";
import { describeReason } from "../plan/reason.js";
import { type CachedTask, type PlannedTask, type TaskSpec, taskId } from "../plan/task.js";
import { describeRead } from "../step/reads/read.js";
import { removeAbandonedDrafts } from "../store/draft.js";
import type { Result, TaskRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import { carryOutTask } from "./attempt.js";
import { Cores } from "./cores.js";
import type { Event, Outcome, Tally } from "./event.js";
import { type Executor, STEPS_AHEAD } from "./executor.js";
import type { Lock, LockedTask } from "./lock.js";
import { MadeSteps } from "./made-steps.js";
import { Meeting, type Waited } from "./meeting.js";
import { latestKeys, rememberRun } from "./memory.js";
import { StoredSources } from "./sources.js";
import { showOutputs } from "./view.js";
import { beginWork, joinOutputs, listenerOf, recordOf, requestOf, type Unit, type Work } from "./work.js";

export interface RunOptions extends PlanOptions {
  readonly store: Store;
  readonly executor: Executor;
  /** Cores to keep busy. */
  readonly capacity: number;
  /** Whether the first failure stops all that runs. */
  readonly failFast?: boolean;
  readonly signal: AbortSignal;
  emit(event: Event): void;
  readonly now?: () => number;
}

type Outputs = TaskRecord["outputs"];

export interface RunResult {
  readonly outcome: Outcome;
  readonly tally: Tally;
  /** What each task that ran or was cached has made. */
  readonly made: Lock;
  /** The tasks that were cached. */
  readonly cached: readonly CachedTask[];
}

/** Carries a pipeline out: plans each step when its inputs are known, and runs what is not cached. */
export async function run(options: RunOptions): Promise<RunResult> {
  const meeting = new Meeting(options.store.folder, "run");
  try {
    return await new Run(options, meeting).carryOut();
  } finally {
    await meeting.close();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #meeting: Meeting;
  /** The key that each task had when this run began. */
  readonly #latest: { readonly [id: string]: string };
  /** Steps whose tasks run even where their key is known. */
  readonly #alwaysRun: ReadonlySet<string>;
  /** Goes off by a person's wish, or with `failFast` at a failure. */
  readonly #stopping = new AbortController();
  readonly #now: () => number;
  readonly #cores: Cores<Unit>;
  readonly #steps: readonly Step[];
  readonly #remaining: ReadonlyMap<string, number>;
  readonly #planned = new Set<string>();
  readonly #sources: StoredSources;
  readonly #made = new MadeSteps();
  readonly #done = new Map<string, LockedTask & { readonly outputs: Outputs }>();
  readonly #unrecorded = new Map<string, LastRun>();
  readonly #failed = new Set<string>();
  readonly #cached: CachedTask[] = [];
  /** What tasks that ran have made, one after another. */
  #shown: Promise<void> = Promise.resolve();
  /** Tasks that other runs have made while this one waited. */
  #adopted = 0;
  #ran = 0;

  constructor(options: RunOptions, meeting: Meeting) {
    this.#options = options;
    this.#meeting = meeting;
    this.#latest = latestKeys(options.store.own);
    this.#alwaysRun = alwaysRun(options.pipeline.steps, options.force);
    this.#cores = new Cores(options.capacity, (unit, release) => this.#carryOutUnit(unit, release));
    options.signal.addEventListener("abort", () => this.#stopping.abort(), { once: true });
    if (options.signal.aborted) this.#stopping.abort();
    const { survey, store } = options;
    this.#sources = new StoredSources({ survey, objects: store.objects, signal: this.#stopping.signal });
    this.#now = options.now ?? Date.now;
    this.#steps = inOrder(options.pipeline.steps);
    this.#remaining = longestPaths(this.#steps);
  }

  async carryOut(): Promise<RunResult> {
    const { emit, survey, signal, store } = this.#options;
    const began = this.#now();
    for (const folder of new Set([store.folder, store.artifacts]))
      await removeAbandonedDrafts(join(folder, "tmp"), store);
    const ids = this.#steps.flatMap((step) => step.cells.map((cell) => taskId(step.name, cell.axes)));
    const engine = survey.engine === undefined ? {} : { engine: { name: survey.engine.name, why: survey.engine.why } };
    emit({ type: "run-started", tasks: ids, ...engine });
    await this.#advance();
    await this.#cores.onIdle();
    await this.#shown;
    const skipped = ids.filter((id) => !this.#done.has(id) && !this.#failed.has(id));
    for (const id of skipped) emit({ type: "task-skipped", task: id, because: this.#whySkipped(id) });
    await rememberRun(store, this.#done, this.#unrecorded);
    const cached = this.#cached.length + this.#adopted;
    const tally = { ran: this.#ran, cached, failed: this.#failed.size, skipped: skipped.length };
    const outcome = signal.aborted ? "stopped" : this.#failed.size > 0 ? "failed" : "done";
    emit({ type: "run-finished", outcome, tally, took: this.#now() - began });
    return { outcome, tally, made: this.#done, cached: this.#cached };
  }

  /** Plans what can be planned now, and starts what there are cores for. */
  async #advance(): Promise<void> {
    for (const step of this.#steps) {
      if (this.#planned.has(step.name) || dependencies(step).some((name) => !this.#made.ofSteps.has(name))) continue;
      this.#planned.add(step.name);
      for (const task of await this.#plan(step)) await this.#take(task);
    }
    this.#cores.start();
    this.#prepareNext();
  }

  /** Has the executor get ready for the steps that follow those at work, in case that they run. */
  #prepareNext(): void {
    const { survey, executor } = this.#options;
    if (this.#cores.areIdle) return;
    const codesOf = (steps: readonly Step[]) => steps.flatMap((step) => survey.modules.get(step.name)?.code ?? []);
    const unplanned = this.#steps.filter((step) => !this.#planned.has(step.name));
    const unmade = this.#steps.filter((step) => !this.#made.ofSteps.has(step.name));
    executor.prepare(codesOf(unplanned.slice(0, STEPS_AHEAD)), new Set(codesOf(unmade)));
  }

  /** Plans a step; anew where others may have changed the store before it was known that this run changes it too. */
  async #plan(step: Step): Promise<readonly PlannedTask[]> {
    const tasks = planStep(step, this.#made.ofSteps, this.#options);
    const first = tasks.find(({ id, status }) => status.state !== "cached" || this.#latest[id] !== status.spec.key);
    if (first === undefined) return tasks;
    const onWait = (process: Waited) => this.#options.emit({ type: "task-waiting", task: first.id, process });
    const isNew = await this.#meeting.join({ signal: this.#stopping.signal, onWait });
    return isNew ? planStep(step, this.#made.ofSteps, this.#options) : tasks;
  }

  async #take(task: PlannedTask): Promise<void> {
    const { status } = task;
    if (status.state === "depends") throw new Error(`${task.id} was planned before what it depends on`);
    if (status.state === "cached") {
      this.#cached.push({ ...task, status });
      this.#options.emit({ type: "task-cached", task: task.id, key: status.spec.key });
      this.#complete(task, status.spec, status.record.outputs);
      await showOutputs(this.#options.store, task, status.record.outputs);
      return;
    }
    try {
      const remaining = this.#remaining.get(task.step.name) ?? 0;
      const options = { ...this.#options, force: this.#alwaysRun };
      const work = await beginWork(task, status.spec, status.reasons, remaining, options);
      if (work.units.length === 0) await this.#finish(work);
      this.#cores.add(work.units);
    } catch (error) {
      this.#fail(task.id, error);
    }
  }

  /** `release` gives back the unit's cores as soon as its step has ended: others start while its result is written down. */
  async #carryOutUnit(unit: Unit, release: () => void): Promise<void> {
    if (this.#stopping.signal.aborted || this.#failed.has(unit.work.task.id)) return;
    try {
      const made = await this.#takeTurn(unit);
      if (made === undefined) await this.#execute(unit, release);
      else await this.#adopt(unit, made);
    } catch (error) {
      this.#fail(unit.work.task.id, error);
    } finally {
      await this.#meeting.leave(unit.spec.key);
    }
  }

  /** Waits for another run that is at the same work; gives what it has made, if it has. */
  async #takeTurn({ work, spec }: Unit): Promise<Result | undefined> {
    const { emit, memory } = this.#options;
    const { id, step } = work.task;
    const onWait = (process: Waited) => {
      if (!work.waitedFor.has(process.pid)) emit({ type: "task-waiting", task: id, process });
      work.waitedFor.add(process.pid);
    };
    const look = this.#alwaysRun.has(step.name) ? undefined : () => memory.recall(spec.key);
    return this.#meeting.takeTurn(spec.key, id, look, { signal: this.#stopping.signal, onWait });
  }

  async #adopt({ work, index }: Unit, made: Result): Promise<void> {
    work.outputs[index] = made.outputs;
    work.busy += made.took;
    work.adopted++;
    work.progress.skip(index);
    work.left--;
    if (work.left === 0) await this.#finish(work);
  }

  async #execute(unit: Unit, release: () => void): Promise<void> {
    const { work } = unit;
    const id = work.task.id;
    this.#announce(work);
    const { executor, store, emit } = this.#options;
    const signal = this.#stopping.signal;
    await this.#sources.ofStep(work.task.step, (progress) => emit({ type: "task-progress", task: id, progress }));
    const { key } = unit.spec;
    const request = requestOf(id, unit.spec, unit.known);
    if (this.#alwaysRun.has(work.task.step.name)) {
      await store.checkpoints.remove(key);
      await store.notes.forget(id, request.basis);
    }
    const attempts = { executor, listener: listenerOf(unit, emit), signal, emit, now: this.#now };
    const { outputs, hasCheckpoint, reads, took } = await carryOutTask(request, work.task.step, attempts);
    release();
    work.outputs[unit.index] = outputs;
    work.busy += took;
    for (const read of reads) work.reads.set(describeRead(read), read);
    if (work.isParted && reads.length === 0) await store.records.write(recordOf(work, unit.spec, outputs, took));
    work.left--;
    if (work.left === 0) await this.#finish(work);
    if (hasCheckpoint) await store.checkpoints.remove(key);
  }

  #announce(work: Work): void {
    if (work.isAnnounced) return;
    work.isAnnounced = true;
    const parts = work.isParted
      ? { parts: { total: work.outputs.length, cached: work.outputs.length - work.units.length } }
      : {};
    this.#options.emit({
      type: "task-started",
      task: work.task.id,
      key: work.spec.key,
      reasons: work.reasons.map(describeReason),
      ...parts,
    });
  }

  async #finish(work: Work): Promise<void> {
    const { store, emit, memory } = this.#options;
    const isAdopted = work.units.length > 0 && work.adopted === work.units.length;
    if (!isAdopted) this.#announce(work);
    const outputs = work.isParted ? await joinOutputs(work, store) : work.outputs[0];
    if (outputs === undefined) throw new Error(`${work.task.id} ended without outputs`);
    const { key } = work.spec;
    const record = recordOf(work, work.spec, outputs, work.busy);
    const reads = [...work.reads.values()];
    if (reads.length > 0) {
      this.#unrecorded.set(work.task.id, { ...record, reads });
      emit({ type: "task-uncached", task: work.task.id, reads });
    } else if (!isAdopted || memory.recall(key) === undefined) {
      await store.records.write(record);
    }
    if (isAdopted) {
      this.#adopted++;
      emit({ type: "task-cached", task: work.task.id, key });
    } else {
      this.#ran++;
      emit({ type: "task-done", task: work.task.id, key, took: work.busy, outputs });
    }
    this.#complete(work.task, work.spec, outputs);
    // While others are at work already.
    this.#shown = this.#shown
      .then(() => showOutputs(this.#options.store, work.task, outputs))
      .catch((error) => this.#fail(work.task.id, error));
    await this.#advance();
  }

  #complete(task: PlannedTask, spec: TaskSpec, outputs: Outputs): void {
    this.#done.set(task.id, { key: spec.key, environment: spec.components.environment, outputs });
    this.#made.add(task, outputs);
  }

  #fail(id: string, error: unknown): void {
    const failure: Failure = toFailure(error);
    if (this.#stopping.signal.aborted || this.#failed.has(id)) return;
    this.#failed.add(id);
    this.#options.emit({ type: "task-failed", task: id, failure });
    if (this.#options.failFast === true) this.#stopping.abort();
  }

  #whySkipped(id: string): string {
    if (this.#options.signal.aborted) return "the run was stopped";
    if (this.#stopping.signal.aborted) return `--fail-fast, after ${[...this.#failed].join(", ")} failed`;
    const step = this.#steps.find((candidate) =>
      candidate.cells.some((cell) => taskId(candidate.name, cell.axes) === id),
    );
    const missing = step === undefined ? [] : dependencies(step).filter((name) => !this.#made.ofSteps.has(name));
    return `it needs ${missing.join(", ")}`;
  }
}
