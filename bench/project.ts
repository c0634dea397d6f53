import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../lib/step/package-root.js";
import { type CommandOptions, type Ended, runCommand } from "./command.js";

/** A person's project in the scratch folder, for the real command. What it has made before is used again. */
export interface Project {
  readonly folder: string;
}

/** The built file that the command `pipeline` is. */
export const PIPELINE = join(packageRoot, "dist", "bin", "pipeline.cjs");

/** It imports this repository's tamiz, whichever checkout used the folder before. `pipeline` is the text of its `pipeline.yaml`. */
export function writeProject(scratch: string, name: string, pipeline: string): Project {
  const folder = join(scratch, "projects", name);
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  const link = join(modules, "tamiz");
  if (!existsSync(link) || realpathSync(link) !== realpathSync(packageRoot)) {
    rmSync(link, { force: true });
    symlinkSync(packageRoot, link);
  }
  writeFileSync(join(folder, "pipeline.yaml"), pipeline);
  return { folder };
}

/** Runs `pipeline` with these arguments. */
export function runPipeline(
  { folder }: Project,
  args: readonly string[],
  options: Omit<CommandOptions, "folder">,
): Promise<Ended> {
  return runCommand(process.execPath, [PIPELINE, ...args], { folder, ...options });
}
