// Builds dist/: every module as JavaScript with its types (the kit that steps import), and the command as one program.
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
const { withoutLocales } = await import("../dist/lib/step/without-locales.js");
const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minifySyntax: true,
  external: ["esbuild", "sharp", "@tensorflow/*"],
};

// CommonJS, each program in one file: Node starts it in two thirds of the time. `pipeline` loads `main`.
for (const [name, entry] of Object.entries({ main: "cli/main", pipeline: "bin/pipeline", worker: "bin/worker" })) {
  await build({
    ...common,
    entryPoints: [join(root, "dist/lib", `${entry}.js`)],
    outfile: join(root, "dist/bin", `${name}.cjs`),
    ...(name === "main" && {
      plugins: [withoutLocales],
      // Of the whole program each command needs a part: it takes less to pass over.
      minifyWhitespace: true,
      lineLimit: 120,
      // What is evaluated by a script of its own cannot import.
      supported: { "dynamic-import": false },
    }),
    // The command does without: each module of Node's own that it loads takes its time.
    ...(name !== "pipeline" && {
      define: { "import.meta.url": "__url" },
      // The directive counts only where it is first.
      banner: { js: '"use strict"; const __url = require("node:url").pathToFileURL(module.filename).href;' },
    }),
  });
}
chmodSync(join(root, "dist/bin/pipeline.cjs"), 0o755);

// npm links a package's command into its dependants, not into itself; `npx pipeline` finds it here too.
const link = join(root, "node_modules/.bin/pipeline");
if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  symlinkSync("../../dist/bin/pipeline.cjs", link);
}
