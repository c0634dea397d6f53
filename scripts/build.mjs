// Builds dist/: every module as JavaScript with its types (the kit that steps import), and the command as one program.
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
await build({
  entryPoints: [join(root, "dist/lib/bin/pipeline.js")],
  outdir: join(root, "dist/bin"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minifySyntax: true,
  external: ["esbuild", "sharp", "@tensorflow/*"],
  // Bundled CommonJS packages ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
chmodSync(join(root, "dist/bin/pipeline.js"), 0o755);

// npm links a package's command into its dependants, not into itself; `npx pipeline` finds it here too.
const link = join(root, "node_modules/.bin/pipeline");
if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  symlinkSync("../../dist/bin/pipeline.js", link);
}
