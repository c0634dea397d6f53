import { type FSWatcher, statSync, watch } from "node:fs";
import { dirname } from "node:path";
import { PipelineError, systemCode } from "../error.js";
import { lookAt, type Sight } from "../store/watcher.js";

/** An editor saves in several steps: after the first sign of a change it is given so long for the others. */
const SETTLE_MS = 100;

/**
 * Waits until one of some paths no longer looks as it did, and gives that path: at once, where one has changed since it was
 * looked at. Undefined where `signal` goes off first. Folders are watched, not files: of those there may be many thousands.
 */
export function nextChange(sights: ReadonlyMap<string, Sight>, signal: AbortSignal): Promise<string | undefined> {
  const folders = byFolder(sights.keys());
  const watchers: FSWatcher[] = [];
  return new Promise((resolve, reject) => {
    const touched = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    const end = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      for (const watcher of watchers) watcher.close();
      act();
    };
    const onAbort = () => end(() => resolve(undefined));
    const check = (folder: string): string | undefined =>
      folders.get(folder)?.find((path) => lookAt(path).fingerprint !== sights.get(path)?.fingerprint);
    const checkTouched = () => {
      timer = undefined;
      const changed = [...touched].map(check).find((path) => path !== undefined);
      touched.clear();
      if (changed !== undefined) end(() => resolve(changed));
    };
    const onEvent = (folder: string) => {
      touched.add(folder);
      timer ??= setTimeout(checkTouched, SETTLE_MS);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    try {
      for (const folder of folders.keys()) watchers.push(...watchFolder(folder, () => onEvent(folder)));
    } catch (error) {
      return end(() => reject(error));
    }
    for (const folder of folders.keys()) onEvent(folder);
  });
}

/** Paths by the folder in which a change of them shows: a folder itself, or the one that a file lies in or would appear in. */
function byFolder(paths: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = nearestFolder(path);
    const members = folders.get(folder);
    if (members === undefined) folders.set(folder, [path]);
    else members.push(path);
  }
  return folders;
}

function nearestFolder(path: string): string {
  return isFolder(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** None of a folder that this user may not read. */
function watchFolder(folder: string, onEvent: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, onEvent);
    // A folder that goes is a change; what else fails shows at the next look.
    watcher.on("error", onEvent);
    return [watcher];
  } catch (error) {
    const code = systemCode(error);
    if (code !== "ENOSPC" && code !== "EMFILE") return [];
    throw new PipelineError({
      code: "too-many-watches",
      message: `the system lets no more folders be watched (${code})`,
      remedy: "On Linux, raise fs.inotify.max_user_watches or max_user_instances with sysctl.",
      cause: error,
    });
  }
}
