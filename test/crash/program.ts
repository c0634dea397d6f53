import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { repository } from "../rig.js";

/** Builds `driver.ts` with its worker, as modules, for the tests of one file: its path. */
export async function buildDriver(): Promise<string> {
  const outdir = mkdtempSync(join(repository, "dist/crash-"));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  await build({
    entryPoints: ["driver", "worker"].map((name) => join(repository, `test/crash/${name}.ts`)),
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    external: ["esbuild", "sharp", "@tensorflow/*"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  return join(outdir, "driver.js");
}
