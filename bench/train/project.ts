import { spawn } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";

/** A person's project in the scratch folder, for the real command. What it has made before is used again. */
export interface Project {
  readonly folder: string;
}

/** Its steps are tamiz's own. `pipeline` is the text of its `pipeline.yaml`. */
export function writeProject(scratch: string, name: string, pipeline: string): Project {
  const folder = join(scratch, "projects", name);
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, "tamiz"))) symlinkSync(packageRoot, join(modules, "tamiz"));
  writeFileSync(join(folder, "pipeline.yaml"), pipeline);
  return { folder };
}

/**
 * Runs `pipeline run` with these arguments on the native engine, and says how many seconds it took. `onStart` is told its
 * process id. Rejects with its last words where it fails.
 */
export function runPipeline(
  { folder }: Project,
  args: readonly string[],
  signal: AbortSignal,
  onStart: (pid: number) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const command = join(packageRoot, "dist", "bin", "pipeline.js");
    const child = spawn(process.execPath, [command, "run", "--engine", "native", ...args], {
      cwd: folder,
      // Its own workers end with it.
      signal,
      killSignal: "SIGTERM",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let words = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        words = `${words}${text}`.slice(-2000);
      });
    }
    if (child.pid !== undefined) onStart(child.pid);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve((performance.now() - began) / 1000);
      else reject(new Error(`pipeline run ${args.join(" ")} in ${folder} ended with ${code}:\n${words}`));
    });
  });
}
