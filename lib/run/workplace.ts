import { join } from "node:path";
import type { ObjectDigest } from "../digest.js";
import type { SourceRoot } from "../plan/task.js";
import type { Workplace } from "../step/command/workplace.js";
import { draftIn } from "../store/draft.js";
import type { Store } from "../store/store.js";
import { type Fingerprint, lookAt } from "../store/watcher.js";
import { explainWriteError } from "../store/write.js";
import { locateSourceFile } from "./source-file.js";

/** A workplace whose folder goes when the task has ended, or else with the drafts of dead processes. */
export interface TaskWorkplace extends Workplace {
  remove(): Promise<void>;
}

/** Where a command runs: in the project, with a folder among the store's drafts. */
export function openWorkplace(project: string, roots: readonly SourceRoot[], store: Store): TaskWorkplace {
  const { fileSystem, objects } = store;
  const folder = draftIn(join(store.folder, "tmp"));
  let isMade = false;
  /** How each located path looked before its bytes were checked, so that no change in between is missed. */
  const sights = new Map<string, { readonly fingerprint: Fingerprint; readonly digest: ObjectDigest }>();
  const locateObject = async (digest: ObjectDigest) => {
    const path = objects.path(digest);
    const { fingerprint } = lookAt(path);
    await objects.read(digest);
    sights.set(path, { fingerprint, digest });
    return path;
  };
  return {
    project,
    async makeFolder() {
      try {
        isMade = true;
        await fileSystem.mkdir(folder);
      } catch (error) {
        throw explainWriteError(error, folder);
      }
      return folder;
    },
    locateObject,
    async locateFile(id, digest) {
      if (objects.has(digest)) return locateObject(digest);
      const { path, fingerprint } = await locateSourceFile(id, digest, roots);
      sights.set(path, { fingerprint, digest });
      return path;
    },
    async findTouched() {
      const touched = [...sights].filter(([path, { fingerprint }]) => lookAt(path).fingerprint !== fingerprint);
      for (const [path, { digest }] of touched) {
        // Reading an object sets it aside where it is damaged.
        if (path === objects.path(digest)) await objects.read(digest).catch(() => undefined);
      }
      return touched.map(([path]) => path);
    },
    async remove() {
      if (isMade) await fileSystem.remove(folder);
    },
  };
}
