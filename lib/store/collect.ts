import { basename, dirname } from "node:path";
import type { Collection } from "./collection.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";

/**
 * Carries a collection of garbage out. Records go first, so that one that breaks off leaves no record whose objects are
 * gone: what remains is found as orphans by the next.
 */
export async function collect(collection: Collection, fileSystem: FileSystem = diskFileSystem): Promise<void> {
  const { results, objects, orphans } = collection;
  const records = results.flatMap(({ result, parts }) => [result, ...parts]);
  for (const { path } of [...records, ...objects, ...orphans]) await fileSystem.remove(path);
}

/** An object's or record's name, from the place where it lies. */
export function nameOf(path: string): string {
  const folder = basename(dirname(path));
  return /^[0-9a-f]{2}$/.test(folder) ? folder + basename(path, ".json") : basename(path);
}
