import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { FileSystem } from "./file-system.js";
import { thisMachine } from "./machine.js";

const HOUR_MS = 60 * 60 * 1000;
/** A draft of a process that can't be asked for lives for as long as one file takes to be written. */
const LONGEST_LIFE_MS = 24 * HOUR_MS;
/** The folder of a command lives as long as the command. Older, and the process is another of the same number. */
const LONGEST_TASK_MS = 30 * 24 * HOUR_MS;

/** A temporary name: `<place>.<process>.<random>`, by which one can tell whether anybody will still finish the file. */
export function draftIn(folder: string, prefix = "", writer: number = process.pid): string {
  return join(folder, `${prefix}${thisPlace()}.${writer}.${randomBytes(9).toString("base64url")}`);
}

/** Removes what processes that were killed while they wrote have left in `folder` under names that begin with `prefix`. */
export async function removeAbandonedDrafts(
  folder: string,
  { fileSystem, prefix = "" }: { readonly fileSystem: FileSystem; readonly prefix?: string },
  now: () => number = Date.now,
): Promise<void> {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const path = join(folder, name);
    if (!name.startsWith(prefix)) continue;
    if (isAbandoned(name.slice(prefix.length), lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0, now())) {
      await fileSystem.remove(path).catch(() => undefined);
    }
  }
}

/**
 * Whether a draft, last written at `changed` (ms since 1970), is one that no living process will put in place. One of another
 * machine or container cannot be asked for its process; old age tells then.
 */
export function isAbandoned(name: string, changed: number, now: number): boolean {
  const [place, id] = name.split(".");
  if (place !== thisPlace()) return now - changed > LONGEST_LIFE_MS;
  return !isAlive(Number(id)) || now - changed > LONGEST_TASK_MS;
}

function isAlive(id: number): boolean {
  // A killed process that nobody has asked for its exit code is there still, in a container without an init for long.
  if (process.platform === "linux") return !"ZX".includes(readState(id));
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** `R`, `S`, `Z`, …; `X` where there is no such process. */
function readState(id: number): string {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2);
  } catch {
    return "X";
  }
}

let place: string | undefined;

/** Within which a process id means one process: a machine since it was started, or a container. */
function thisPlace(): string {
  place ??= createHash("sha256").update([thisMachine(), readNamespace()].join("\n")).digest("hex").slice(0, 12);
  return place;
}

function readNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
