import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { engineHome, INSTALLATION_NAME } from "../home.js";
import { beginMaking, isMaking, namesIn, removeLeftovers } from "./making.js";
import { unwritable } from "./requirements.js";

export interface Removed {
  readonly folder: string;
  readonly bytes: number;
}

/**
 * Removes what `pipeline engine install` has made, of whatever versions, and what interrupted installations have left.
 * An installation that is at work stays. Returns what was removed.
 */
export async function removeNative(home: string = engineHome()): Promise<readonly Removed[]> {
  const names = await namesIn(home);
  const found: Removed[] = [];
  for (const name of names.filter((one) => INSTALLATION_NAME.test(one) || isMaking(one))) {
    found.push({ folder: join(home, name), bytes: await bytesBelow(join(home, name)) });
  }
  if (found.length === 0) return [];
  try {
    // Renamed first: a removal that is interrupted leaves no half of an engine behind.
    const aside = await beginMaking(home);
    for (const name of names.filter((one) => INSTALLATION_NAME.test(one)))
      await rename(join(home, name), join(aside, name));
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
    await removeLeftovers(home);
  } catch (error) {
    throw unwritable(home, error);
  }
  const left = new Set(await namesIn(home));
  return found.filter(({ folder }) => !left.has(folder.slice(home.length + 1)));
}

/** How many bytes the files below a folder hold. */
export async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}
