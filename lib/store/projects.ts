import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { canonical, digestBytes } from "../digest.js";
import { PipelineError } from "../error.js";
import { diskFileSystem, type FileSystem } from "./file-system.js";
import { writeWhole } from "./write.js";

/** A project that uses a store. */
export interface RegisteredProject {
  /** The folder of its pipeline files and their lock files. */
  readonly root: string;
  /** Where it is written down in the store. */
  readonly path: string;
}

/** Leaves a project's folder in `<store>/projects`, so that what it needs is kept. */
export async function registerProject(
  store: string,
  root: string,
  fileSystem: FileSystem = diskFileSystem,
): Promise<void> {
  const real = realpathSync(root);
  const path = join(store, "projects", `${digestBytes(real).slice(0, 16)}.json`);
  if (existsSync(path)) return;
  await writeWhole(path, canonical({ root: real }), { temporary: join(store, "tmp"), fileSystem });
}

/** All projects that have been registered in a store. */
export function registeredProjects(store: string): readonly RegisteredProject[] {
  const folder = join(store, "projects");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { root: readRoot(path), path };
  });
}

function readRoot(path: string): string {
  try {
    const { root } = JSON.parse(readFileSync(path, "utf8"));
    if (typeof root === "string") return root;
  } catch {
    // Not JSON: told below.
  }
  throw new PipelineError({
    code: "project-damaged",
    message: "the store's note of a project that uses it cannot be read",
    where: path,
    remedy: "Remove it, and run `pipeline status` in each project that uses this store: it is written again.",
  });
}

/**
 * Folders of the projects whose needs a store has to heed, beside the one that asks: those registered whose folder is
 * still there, and the one in whose artifacts folder the store lies.
 */
export function projectsOn(store: string, asking: string): readonly string[] {
  const registered = registeredProjects(store).flatMap(({ root }) => (existsSync(root) ? [root] : []));
  const host = existsSync(join(store, "derived", "latest.json")) ? [realpathSync(dirname(store))] : [];
  return [...new Set([...registered, ...host])].filter((root) => root !== realpathSync(asking));
}
