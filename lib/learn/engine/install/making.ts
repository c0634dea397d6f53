import { readFileSync } from "node:fs";
import { mkdtemp, readdir, realpath, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { systemCode } from "../../../error.js";
import { findDamage, readManifest } from "../manifest.js";

// An engine is made in a folder beside its final one. The folder's name says whose it is: host, process, and when that
// process started, so that a later process of the same number is not taken for it.

const PREFIX = "making";

/** Makes a folder, of this process, to make an engine in. Returns its real path. */
export async function beginMaking(home: string): Promise<string> {
  const owner = [thisHost(), process.pid, startOf(process.pid) ?? 0];
  return realpath(await mkdtemp(join(home, [PREFIX, ...owner, ""].join("."))));
}

/**
 * Removes what interrupted installations have left: folders whose process is gone. Those of other hosts stay, since
 * nobody here can tell. Returns their names.
 */
export async function removeLeftovers(home: string): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await namesIn(home)) {
    if (!isLeftover(name)) continue;
    try {
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 2 });
      removed.push(name);
    } catch (error) {
      // It stays where a program that the interrupted installation had started still writes, or where it is another user's.
      if (systemCode(error) === undefined) throw error;
    }
  }
  return removed;
}

export function isMaking(name: string): boolean {
  return name.startsWith(`${PREFIX}.`);
}

function isLeftover(name: string): boolean {
  if (!isMaking(name)) return false;
  const [, host, pid, started] = name.split(".");
  return host === thisHost() && startOf(Number(pid)) !== Number(started);
}

/**
 * Renames an engine into its final place. Where one lies there already that is whole (another installation ended first)
 * that one stays; one that is damaged is replaced.
 */
export async function putInPlace(made: string, final: string, aside: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(made, final);
      return;
    } catch (error) {
      if (systemCode(error) !== "ENOTEMPTY" && systemCode(error) !== "EEXIST") throw error;
    }
    if (await isWhole(final)) return;
    try {
      await rename(final, `${aside}${attempt}`);
    } catch (error) {
      if (systemCode(error) !== "ENOENT") throw error;
    }
  }
}

async function isWhole(installation: string): Promise<boolean> {
  const manifest = await readManifest(installation);
  return typeof manifest === "object" && (await findDamage(installation, manifest)) === undefined;
}

/** What lies in a folder, which need not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

function thisHost(): string {
  return hostname().replace(/[^A-Za-z0-9-]/g, "-");
}

/** When a process started, in the kernel's ticks; undefined where it is gone, or dead and only not yet waited for. */
function startOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the program's name, may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
