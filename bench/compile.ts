import { join } from "node:path";
import { build } from "esbuild";
import { packageRoot } from "../lib/step/package-root.js";

/** Compiles programs of `bench/<folder>`, each for a process of its own. */
export async function compile(folder: string, programs: readonly string[]): Promise<void> {
  await build({
    entryPoints: programs.map((name) => join(packageRoot, "bench", folder, `${name}.ts`)),
    outdir: join(compiled, folder),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
  });
}

const compiled = join(packageRoot, "node_modules", ".cache", "bench");

/** Where a compiled program is. */
export function compiledProgram(folder: string, name: string): string {
  return join(compiled, folder, `${name}.mjs`);
}
