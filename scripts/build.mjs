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
const { withoutLocales } = await import("../dist/lib/step/without-locales.js");
const common = { bundle: true, platform: "node", target: "node20", minifySyntax: true };
const external = ["esbuild", "sharp", "@tensorflow/*"];

await build({
  ...common,
  entryPoints: [join(root, "dist/lib/cli/main.js")],
  outdir: join(root, "dist/bin"),
  splitting: true,
  format: "esm",
  external,
  plugins: [withoutLocales],
  // Bundled CommonJS packages ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});

// What starts often is CommonJS, each program in one file: Node starts it in two thirds of the time.
for (const name of ["pipeline", "worker"]) {
  await build({
    ...common,
    entryPoints: [join(root, "dist/lib/bin", `${name}.js`)],
    outfile: join(root, "dist/bin", `${name}.cjs`),
    format: "cjs",
    external,
    plugins: [{ name: "the command itself", setup: leaveMainOutside }],
    // The command does without: each module of Node's own that it loads takes its time.
    ...(name === "worker" && {
      define: { "import.meta.url": "__url" },
      banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
    }),
  });
}
chmodSync(join(root, "dist/bin/pipeline.cjs"), 0o755);

function leaveMainOutside(program) {
  program.onResolve({ filter: /\/cli\/main\.js$/ }, () => ({ path: "./main.js", external: true }));
}

// npm links a package's command into its dependants, not into itself; `npx pipeline` finds it here too.
const link = join(root, "node_modules/.bin/pipeline");
if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  symlinkSync("../../dist/bin/pipeline.cjs", link);
}
