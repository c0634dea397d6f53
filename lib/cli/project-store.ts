import { join, resolve } from "node:path";
import { diskFileSystem, type FileSystem } from "../store/file-system.js";
import { registerProject } from "../store/projects.js";
import { openStore, type Store } from "../store/store.js";

/**
 * The store of the project in a folder: its own `artifacts`, or the folder that TAMIZ_STORE names, which several
 * projects may share; there a project leaves its name, so that others keep what it needs.
 */
export async function openProjectStore(
  root: string,
  fileSystem: FileSystem = diskFileSystem,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Store> {
  const artifacts = join(root, "artifacts");
  const folder = env.TAMIZ_STORE === undefined || env.TAMIZ_STORE === "" ? artifacts : resolve(env.TAMIZ_STORE);
  if (folder !== artifacts) await registerProject(folder, root);
  return openStore(folder, fileSystem, artifacts);
}
