// Loaded by a run before anything else: it imports next to nothing.
import { type ChildProcess, fork } from "node:child_process";
import type { TaskListener } from "./executor.js";
import type { Preparation } from "./protocol.js";

/** A process that runs tasks. */
export interface Worker {
  readonly process: ChildProcess;
  /** The bundle it has loaded, or is to load; undefined while it is for any. */
  code: string | undefined;
  listener: TaskListener;
}

export const SILENT: TaskListener = { progress: () => undefined, log: () => undefined };

/** Starts a process of a program that calls `serve`. One that cannot be started is not alive. */
export function startWorker(program: string): Worker {
  const child = fork(program, [], { execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  child.on("error", () => undefined);
  return { process: child, code: undefined, listener: SILENT };
}

/** Has a process that was asked for nothing yet get ready. */
export function prepareWorker(worker: Worker, preparation: Preparation): void {
  worker.code = preparation.code;
  // Where it cannot be sent, the task will be told so.
  worker.process.send(preparation, () => undefined);
}

export function isAlive({ process: { pid, killed, exitCode, signalCode } }: Worker): boolean {
  return pid !== undefined && !killed && exitCode === null && signalCode === null;
}
