// Loaded by a run before anything else: it imports next to nothing.
import { type ChildProcess, fork } from "node:child_process";

/** Starts a process that runs tasks. Where it cannot be started it has no pid, and whoever wants it is told when asking. */
export function startWorkerProcess(program: string): ChildProcess {
  const child = fork(program, [], { execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"] });
  child.on("error", () => undefined);
  return child;
}

export function isAlive({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
