// Loaded by a run before anything else: it imports next to nothing.
import { type ChildProcess, fork } from "node:child_process";
import type { TaskListener } from "./executor.js";
import type { Answer, Preparation } from "./protocol.js";

/** A process that runs tasks. */
export interface Worker {
  readonly process: ChildProcess;
  /** The bundles it has loaded, or is to load: of several each may be loaded beside others. It is for any while there are none. */
  readonly codes: Set<string>;
  /** Whether it is for its one bundle alone. */
  isApart: boolean;
  /** Whether it is loading what it may be asked for. */
  isGettingReady: boolean;
  listener: TaskListener;
}

export const SILENT: TaskListener = { progress: () => undefined, log: () => undefined };

/** Starts a process of a program that calls `serve`. One that cannot be started is not alive. */
export function startWorker(program: string): Worker {
  const child = fork(program, [], { execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const worker: Worker = { process: child, codes: new Set(), isApart: false, isGettingReady: false, listener: SILENT };
  child.on("error", () => undefined);
  child.on("message", ({ say }: Answer) => {
    if (say === "ready") worker.isGettingReady = false;
  });
  return worker;
}

/** Has a process that is not at work get ready. */
export function prepareWorker(worker: Worker, preparation: Preparation): void {
  for (const code of preparation.codes) worker.codes.add(code);
  worker.isGettingReady = true;
  // Where it cannot be sent, the task will be told so.
  worker.process.send(preparation, () => undefined);
}

/** Has this process not wait until one that was killed has given back its memory. */
export function leaveWorker({ process: child }: Worker): void {
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
}

export function isAlive({ process: { pid, killed, exitCode, signalCode } }: Worker): boolean {
  return pid !== undefined && !killed && exitCode === null && signalCode === null;
}
