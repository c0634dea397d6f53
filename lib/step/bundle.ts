import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import type { BuildFailure, BuildResult, Message, Metafile, Plugin } from "esbuild";
import { type CodeDigest, digestBytes } from "../digest.js";
import { PipelineError } from "../error.js";
import { startEsbuild } from "./esbuild.js";
import { lookUpsOf } from "./look-ups.js";
import { identifyNatives, isNative, NATIVE_PACKAGES, usesEngine } from "./natives.js";
import { type Origins, originsOf } from "./origins.js";
import { hasKitSource, packageRoot } from "./package-root.js";
import { watchImports } from "./reads/imports.js";
import { isInKit, isOwn, lookAtSources, nameOfSource, type SharedSources, type Sources } from "./sources.js";
import { withoutLocales } from "./without-locales.js";

/** A step module with all the JavaScript it imports, minified: what is digested and what runs. */
export interface Bundle extends Sources {
  readonly digest: CodeDigest;
  /** CommonJS text; its `module.exports` is a `BundledStep`, or of a command what of it runs tasks. */
  readonly code: string;
  readonly natives: { readonly [name: string]: string };
  readonly origins: Origins;
  /**
   * Whether it may be loaded beside others in one process: a step of the kit that uses no engine. Others may leave traces.
   */
  readonly isShared: boolean;
  /** Absolute paths of every file read. */
  readonly files: readonly string[];
  /** Absolute paths at which modules were looked for. */
  readonly lookUps: readonly string[];
}

/** The file that `uses` names: a path below the project, or a package's module. */
export function resolveStepModule(uses: string, root: string): string | undefined {
  if (uses.startsWith(".") || uses.startsWith("/")) {
    const path = resolve(root, uses);
    return existsSync(path) ? path : undefined;
  }
  try {
    return createRequire(join(root, "package.json")).resolve(uses);
  } catch {
    return undefined;
  }
}

/** Bundles step modules in one build, which reads once what they share; by module. Fails where one does not build. */
export async function bundleSteps(
  modules: readonly string[],
  root: string,
  shared: SharedSources,
): Promise<ReadonlyMap<string, Bundle>> {
  const entries = modules.map(
    (module) => `import step from ${JSON.stringify(module)};
import { bundledStep } from ${JSON.stringify(kitModule("execute"))};
module.exports = bundledStep(step);`,
  );
  const bundles = await bundleEntries(entries, root, shared);
  return new Map(bundles.map((bundle, index) => [modules[index] ?? "", bundle]));
}

/** Bundles the JavaScript in `contents` with all it imports. */
export async function bundleEntry(contents: string, root: string, shared: SharedSources): Promise<Bundle> {
  const [bundle] = await bundleEntries([contents], root, shared);
  if (bundle === undefined) throw new Error("a build gave no bundle");
  return bundle;
}

/** The file of a module of this folder: its source in this repository, else as built. */
export function kitModule(name: string): string {
  return join(packageRoot, hasKitSource ? `lib/step/${name}.ts` : `dist/lib/step/${name}.js`);
}

/**
 * Bundles pieces of JavaScript, each with all it imports; what becomes of one is the same whichever others there are.
 * Comments and layout don't count; neither does where the project stands.
 */
async function bundleEntries(
  entries: readonly string[],
  root: string,
  shared: SharedSources,
): Promise<readonly Bundle[]> {
  const { build } = await startEsbuild();
  try {
    const built = await build({
      entryPoints: Object.fromEntries(entries.map((_, index) => [String(index), `${ENTRY}:${index}`])),
      absWorkingDir: root,
      bundle: true,
      minify: true,
      format: "cjs",
      platform: "node",
      target: "node20",
      // A worker evaluates the bundle as a script, where `import()` is not to be had: it becomes `require`.
      supported: { "dynamic-import": false },
      legalComments: "none",
      // What a `tsconfig.json` on the way up says must not change what a step does.
      tsconfigRaw: {},
      conditions: hasKitSource ? ["tamiz-source"] : [],
      external: [...NATIVE_PACKAGES],
      metafile: true,
      // Only for `origins`: the code is the same with and without.
      sourcemap: "external",
      sourcesContent: false,
      outdir: root,
      outExtension: { ".js": ".cjs" },
      plugins: [entryPlugin(entries, root), watchImports(isOwn), withoutLocales],
      write: false,
      logLevel: "silent",
    });
    return await Promise.all(entries.map((_, index) => bundleOf(built, index, root, shared)));
  } catch (error) {
    throw isBuildFailure(error) ? explainBuildFailure(error, root) : error;
  }
}

const ENTRY = "step-entry";

/** Entries that are in no file: `step-entry:<index>`. */
function entryPlugin(entries: readonly string[], root: string): Plugin {
  return {
    name: ENTRY,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${ENTRY}:`) }, ({ path }) => ({
        path: path.slice(ENTRY.length + 1),
        namespace: ENTRY,
      }));
      onLoad({ filter: /.*/, namespace: ENTRY }, ({ path }) => ({
        contents: entries[Number(path)] ?? "",
        resolveDir: root,
      }));
    },
  };
}

type Built = BuildResult<{ metafile: true; write: false }>;

/** The bundle of one entry, from a build of several. */
async function bundleOf(
  { metafile, outputFiles, warnings }: Built,
  index: number,
  root: string,
  shared: SharedSources,
): Promise<Bundle> {
  const [code = "", sourceMap = ""] = [".cjs", ".cjs.map"].map(
    (ending) => outputFiles.find(({ path }) => path === join(root, `${index}${ending}`))?.text,
  );
  const entry = `${ENTRY}:${index}`;
  const inputs = reachedFrom(entry, metafile.inputs);
  const names = new Set(Object.keys(inputs).filter((name) => name !== entry));
  const files = [...names].map((name) => resolve(root, name)).sort();
  const imports = Object.values(inputs).flatMap((input) => input.imports.map((item) => item.path));
  const natives = identifyNatives(imports.filter(isNative));
  const own = warnings.filter(({ location }) => location !== null && names.has(location.file));
  return {
    digest: digestBytes<"code">(code),
    code,
    natives: natives.found,
    ...(await lookAtSources(files, root, own, shared)),
    origins: originsOf(sourceMap, (source) => {
      const file = resolve(root, source);
      return files.includes(file) && isOwn(file) ? nameOfSource(file, root) : undefined;
    }),
    isShared:
      inputs[entry]?.imports.every(({ path }) => isInKit(resolve(root, path))) === true && !usesEngine(natives.found),
    files: [...files, ...natives.files],
    lookUps: lookUpsOf(inputs, root),
  };
}

/** What an input of a build imports, and what that imports, itself included. */
function reachedFrom(entry: string, inputs: Metafile["inputs"]): Metafile["inputs"] {
  const reached: Metafile["inputs"] = {};
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const input = inputs[name];
    if (input === undefined || name in reached) continue;
    reached[name] = input;
    waiting.push(...input.imports.map(({ path }) => path));
  }
  return reached;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function explainBuildFailure(failure: BuildFailure, root: string): PipelineError {
  const first: Message | undefined = failure.errors[0];
  const location = first?.location;
  const more = failure.errors.length - 1;
  return new PipelineError({
    code: "step-does-not-build",
    message: `${first?.text ?? "the step module cannot be read"}${more > 0 ? ` (and ${more} more)` : ""}`,
    where:
      location == null
        ? undefined
        : {
            file: relative(root, resolve(root, location.file)),
            line: location.line,
            column: location.column + 1,
            text: location.lineText,
            length: location.length,
          },
    remedy: "Mend the step module.",
    cause: failure,
  });
}
