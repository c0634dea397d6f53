// Runs a benchmark, a TypeScript program: node scripts/bench.mjs bench/train/main.ts [arguments]
import { spawnSync } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [program = "", ...programArguments] = process.argv.slice(2);
const cache = fileURLToPath(new URL("../node_modules/.cache/bench", import.meta.url));
const outfile = join(cache, relative("bench", program).replace(/\.ts$/, ".mjs"));
await build({
  entryPoints: [program],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
});
process.exitCode = spawnSync(process.execPath, [outfile, ...programArguments], { stdio: "inherit" }).status ?? 1;
