import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { climb } from "../../lib/learn/engine/ladder.js";
import type { EngineChoice } from "../../lib/step/declare.js";
import { packageRoot } from "../../lib/step/package-root.js";

/** The native engine that a run would use here; where there is none, one is installed in the scratch folder. */
export async function nativeEngine(scratch: string, threads: number): Promise<EngineChoice> {
  const { folder, why } = await climb(packageRoot, "native").catch(async () => {
    process.env.TAMIZ_ENGINE_HOME = join(scratch, "engine");
    return climb(packageRoot, "native").catch(() => installed());
  });
  console.log(`ours: ${why}; WebAssembly on one thread`);
  return { name: "native", threads, ...(folder === undefined ? {} : { folder }) };
}

async function installed() {
  const command = join(packageRoot, "dist", "bin", "pipeline.cjs");
  spawnSync(process.execPath, [command, "engine", "install"], { stdio: "inherit" });
  return climb(packageRoot, "native");
}
