import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Json } from "../digest.js";
import { fromFailure, PipelineError } from "../error.js";
import type { Inspector } from "../plan/survey.js";
import { isShared } from "../step/bundle-name.js";
import type { Inspection } from "../step/declaration.js";
import type { EngineChoice, EngineName, EngineReport } from "../step/declare.js";
import type { Origins } from "../step/origins.js";
import { packageRoot } from "../step/package-root.js";
import type { Executor, TaskListener } from "./executor.js";
import type { FirstTask } from "./first-task.js";
import type { Answer, Question, TaskRequest, TaskResult } from "./protocol.js";
import { isAlive, leaveWorker, prepareWorker, SILENT, startWorker, type Worker } from "./worker-process.js";

/** How long a task may take to stop when asked, before its process is killed. */
const STOP_GRACE_MS = 10_000;
/** A task that takes longer leaves much in the memory of its process, and to start another takes little beside it. */
const LONG_MS = 1000;
const WORKER = join(packageRoot, "dist/bin/worker.cjs");

interface Inspected {
  readonly code: string;
  readonly origins: Origins;
}

/**
 * Runs tasks in child processes on this machine. A task that uses an engine gets a process of its own; others take one
 * that has run their bundle, or of the kit's steps any while none took long, and it stays warm until a task has read what it does not declare:
 * its traces may still be there. Spare ones start while others are at work, and have loaded by the time they are wanted
 * what is likely to be next.
 */
export class LocalExecutor implements Executor, Inspector {
  readonly #store: string;
  readonly #program: string;
  readonly #alive = new Set<Worker>();
  #idle: Worker[] = [];
  /** Started, and never asked for anything. */
  #spare: Worker[] = [];
  /** The bundles that are likely to be needed next. */
  #next: readonly string[] = [];
  #inspecting: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** `program` is the file that a worker process runs: one that calls `serve`. */
  constructor(store: string, program: string = WORKER) {
    this.#store = store;
    this.#program = program;
  }

  async run(request: TaskRequest, listener: TaskListener, signal: AbortSignal): Promise<TaskResult> {
    signal.throwIfAborted();
    const worker = this.#take(request.code, request.engine);
    const long = setTimeout(() => this.#setApart(worker, request.code), LONG_MS);
    const question = { ask: "task", store: this.#store, request } as const;
    const answer = await this.#ask(worker, question, listener, signal).finally(() => clearTimeout(long));
    if (answer.say !== "done") throw new TypeError(`a worker answered "${answer.say}" to a task`);
    // One that was asked to stop stays asked.
    const isClean = answer.result.reads.length === 0 && !signal.aborted;
    if (request.engine === undefined && isClean) this.#idle.push(worker);
    else worker.process.kill();
    return answer.result;
  }

  /** Leaves a process to the bundle that is at work in it: for others another one gets ready. */
  #setApart(worker: Worker, code: string): void {
    worker.isApart = true;
    worker.codes.clear();
    worker.codes.add(code);
    this.#prepareNext();
  }

  prepare(next: readonly string[], needed: ReadonlySet<string>): void {
    // What a process has done stays in its memory.
    for (const workers of [this.#spare, this.#idle]) endUnneeded(workers, needed);
    this.#next = next;
    this.#prepareNext();
  }

  /** One process gets ready at a time: the cores are for those at work. */
  #prepareNext(): void {
    const alive = [...this.#alive];
    if (this.#isClosed || alive.some(({ isGettingReady }) => isGettingReady)) return;
    const code = this.#next.find((next) => !alive.some(({ codes }) => codes.has(next)));
    if (code === undefined) return;
    // One that is for any is left to the task that comes first.
    const free = [...this.#spare, ...this.#idle].find((worker) => mayJoin(code, worker));
    this.#prepare(free ?? this.#startSpare(), [code]);
  }

  /** Has the process that is for whatever is asked first get ready for this task, which is likely to be it. */
  expect({ codes, task }: Pick<FirstTask, "codes" | "task">): void {
    const spare = this.#spare.find(({ codes }) => codes.size === 0);
    if (spare !== undefined) this.#prepare(spare, codes, task);
  }

  #prepare(worker: Worker, codes: readonly string[], task?: string): void {
    prepareWorker(worker, { ask: "prepare", store: this.#store, codes, task });
  }

  /** Has a process for whatever is asked first: this one, if it is given and lives. */
  startSpare(started?: Worker): void {
    this.#startSpare(started);
  }

  #startSpare(started?: Worker): Worker {
    const spare = this.#start(started);
    this.#spare.push(spare);
    return spare;
  }

  /** One bundle after another, in one process: to start a process takes longer, and a pipeline may have 5,000 steps. */
  inspect(bundle: Inspected, raw: readonly { readonly [name: string]: Json }[]): Promise<Inspection> {
    const inspection = this.#inspecting.then(() => this.#inspect(bundle, raw));
    this.#inspecting = inspection.catch(() => undefined);
    return inspection;
  }

  async #inspect({ code, origins }: Inspected, raw: readonly { readonly [name: string]: Json }[]): Promise<Inspection> {
    const worker = this.#take("inspect", undefined);
    const answer = await this.#ask(worker, { ask: "inspect", code, origins, raw }, SILENT);
    if (answer.say !== "inspected") throw new TypeError(`a worker answered "${answer.say}" to an inspection`);
    this.#idle.push(worker);
    return answer.inspection;
  }

  async probeEngine(project: string, forced: EngineName | undefined): Promise<EngineReport> {
    const { climb } = await import("../learn/engine/ladder.js");
    return climb(project, forced);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const worker of this.#alive) worker.process.kill("SIGKILL");
    // Whoever has asked one that is at work is told of its end.
    for (const worker of [...this.#idle, ...this.#spare]) leaveWorker(worker);
    this.#alive.clear();
    this.#idle = [];
    this.#spare = [];
  }

  /** A process that has loaded the bundle, else the one that is for whatever is asked first, else one that may load it too. */
  #take(code: string, engine: EngineChoice | undefined): Worker {
    const free = engine === undefined ? [...this.#idle, ...this.#spare] : this.#spare;
    const worker =
      free.find(({ codes }) => codes.has(code)) ??
      free.find(({ codes }) => codes.size === 0) ??
      free.find((one) => mayJoin(code, one)) ??
      this.#start();
    this.#forget(worker);
    worker.codes.add(code);
    return worker;
  }

  #start(started?: Worker): Worker {
    if (this.#isClosed) throw stopped();
    const worker = started !== undefined && isAlive(started) ? started : startWorker(this.#program);
    const child = worker.process;
    this.#alive.add(worker);
    child.on("message", ({ say }: Answer) => {
      if (say === "ready") this.#prepareNext();
    });
    child.once("exit", () => {
      this.#alive.delete(worker);
      this.#forget(worker);
    });
    child.on("error", () => this.#forget(worker));
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => worker.listener.log(line));
    }
    return worker;
  }

  /** It is not to be taken any more. */
  #forget(worker: Worker): void {
    this.#idle = this.#idle.filter((idle) => idle !== worker);
    this.#spare = this.#spare.filter((spare) => spare !== worker);
  }

  #ask(worker: Worker, question: Question, listener: TaskListener, signal?: AbortSignal): Promise<Answer> {
    worker.listener = listener;
    const child = worker.process;
    return new Promise<Answer>((resolve, reject) => {
      let killing: NodeJS.Timeout | undefined;
      const stop = () => {
        child.send("stop");
        killing = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
      };
      const settle = (act: () => void) => {
        clearTimeout(killing);
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        signal?.removeEventListener("abort", stop);
        act();
      };
      const onMessage = (answer: Answer) => {
        if (answer.say === "ready") return;
        if (answer.say === "progress") listener.progress(answer.progress);
        else if (answer.say === "log") listener.log(answer.message);
        else if (answer.say === "failed") {
          settle(() => reject(signal?.aborted === true ? stopped() : fromFailure(answer.failure)));
          child.kill();
        } else settle(() => resolve(answer));
      };
      const onExit = (code: number | null, killedBy: NodeJS.Signals | null) => {
        settle(() => reject(signal?.aborted === true ? stopped() : died(code, killedBy)));
      };
      const onError = (cause: Error) => settle(() => reject(notStarted(cause)));
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      signal?.addEventListener("abort", stop, { once: true });
      child.send(question);
    });
  }
}

/** Ends the processes that can do nothing of what is needed; they leave the lists when they have ended. */
function endUnneeded(workers: readonly Worker[], needed: ReadonlySet<string>): void {
  const needsShared = [...needed].some(isShared);
  for (const { process, codes, isApart } of workers) {
    const known = [...codes];
    const mayLoad = (code: string) => needed.has(code) || (needsShared && !isApart && isShared(code));
    if (known.length > 0 && !known.some(mayLoad)) process.kill();
  }
}

/** Whether a process that has loaded others may load this bundle too. */
function mayJoin(code: string, { codes, isApart }: Worker): boolean {
  const [first] = codes;
  return !isApart && first !== undefined && isShared(first) && isShared(code);
}

function stopped(): PipelineError {
  return new PipelineError({ code: "stopped", message: "stopped" });
}

function notStarted(cause: Error): PipelineError {
  return new PipelineError({
    code: "process-not-started",
    message: `a process for the step could not be started (${cause.message})`,
    remedy: "Free memory or raise the limit on processes (ulimit -u), or run with fewer tasks at a time (--jobs 1).",
    cause,
  });
}

function died(code: number | null, signal: NodeJS.Signals | null): PipelineError {
  if (signal !== null) {
    return new PipelineError({
      code: "process-killed",
      message: `the step's process was killed (${signal})`,
      remedy:
        signal === "SIGKILL"
          ? "If nobody killed it, the machine was out of memory: run with fewer tasks at a time (--jobs 1)."
          : "Look at the lines it printed last.",
    });
  }
  return new PipelineError({
    code: "process-exited",
    message: `the step ended its process (exit code ${code}) instead of returning`,
    remedy: "Take process.exit out of the step, or the call that crashes.",
  });
}
