import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

export interface ShellOptions {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** Asks the command, and all that it started, to end; after a while it is killed. */
  readonly signal: AbortSignal;
  /** A line that it printed, to standard output or standard error. */
  onLine(line: string): void;
}

/** How a command ended. */
export type Ending = { readonly code: number } | { readonly signal: string };

/** How long a command may take to end when asked. */
const GRACE_MS = 5000;
const POLL_MS = 50;
/** A process that left the command's group may keep its output open for ever. */
const OUTPUT_MS = 1000;

/**
 * Runs "$1" in a process group of its own. Whatever becomes of this process, the group ends with it: a watch waits for the
 * end of file descriptor 3, whose other side only this process has, and then kills the group.
 */
const SUPERVISOR = `
(trap "" TERM; read -r nothing <&3; kill -KILL 0) </dev/null >/dev/null 2>&1 &
watch=$!
exec 3<&-
trap : TERM
/bin/sh -c "$1"
code=$?
{ kill -KILL "$watch"; wait "$watch"; } 2>/dev/null
exit "$code"
`;

/** Runs a command in the shell to its end, and ends what it left running. Rejects where the shell can't be started. */
export async function runShell(command: string, { cwd, env, signal, onLine }: ShellOptions): Promise<Ending> {
  signal.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "sh", command], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", onLine);
  }
  const closed = once(child, "close");
  closed.catch(() => undefined);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping = endGroup(child);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const [code, killedBy] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    await stopping;
    signalGroup(child, "SIGKILL");
    await Promise.race([closed, delay(OUTPUT_MS, undefined, { ref: false })]);
    return endingOf(code, killedBy);
  } finally {
    signal.removeEventListener("abort", stop);
    for (const stream of child.stdio) stream?.destroy();
  }
}

/** Asks all processes of the group to end, and kills those that have not after a while. */
async function endGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, "SIGTERM");
  for (let waited = 0; waited < GRACE_MS && signalGroup(child, 0); waited += POLL_MS) await delay(POLL_MS);
  signalGroup(child, "SIGKILL");
}

/** False where the group is gone. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** A shell says of a command that a signal killed: 128 and the signal's number. */
function endingOf(code: number | null, killedBy: NodeJS.Signals | null): Ending {
  if (killedBy !== null) return { signal: killedBy };
  const [name] = Object.entries(constants.signals).find(([, number]) => number === (code ?? 0) - 128) ?? [];
  return name === undefined ? { code: code ?? 0 } : { signal: name };
}
