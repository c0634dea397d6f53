import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { type CodeDigest, digestBytes } from "../digest.js";
import { PipelineError } from "../error.js";
import { lookUpsOf } from "./look-ups.js";
import { identifyNatives, isNative, NATIVE_PACKAGES } from "./natives.js";
import { type Origins, originsOf } from "./origins.js";
import { hasKitSource, packageRoot } from "./package-root.js";
import { watchImports } from "./reads/imports.js";
import { isOwn, lookAtSources, nameOfSource, type SharedSources, type Sources } from "./sources.js";
import { withoutLocales } from "./without-locales.js";

/** A step module with all the JavaScript it imports, minified: what is digested and what runs. */
export interface Bundle extends Sources {
  readonly digest: CodeDigest;
  /** CommonJS text; its `module.exports` is a `BundledStep`, or of a command what of it runs tasks. */
  readonly code: string;
  readonly natives: { readonly [name: string]: string };
  readonly origins: Origins;
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

/** Bundles one step module. Comments and layout don't count; neither does where the project stands. */
export function bundleStep(module: string, root: string, shared: SharedSources): Promise<Bundle> {
  const entry = `import step from ${JSON.stringify(module)};
import { bundledStep } from ${JSON.stringify(kitModule("execute"))};
module.exports = bundledStep(step);`;
  return bundleEntry(entry, root, shared);
}

/** The file of a module of this folder: its source in this repository, else as built. */
export function kitModule(name: string): string {
  return join(packageRoot, hasKitSource ? `lib/step/${name}.ts` : `dist/lib/step/${name}.js`);
}

/** Bundles the JavaScript in `contents` with all it imports. */
export async function bundleEntry(contents: string, root: string, shared: SharedSources): Promise<Bundle> {
  const { build } = await import("esbuild");
  try {
    const built = await build({
      stdin: {
        contents,
        resolveDir: root,
        sourcefile: "step-entry.js",
      },
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
      outfile: join(root, "step.cjs"),
      plugins: [watchImports(isOwn), withoutLocales],
      write: false,
      logLevel: "silent",
    });
    const [sourceMap = "", code = ""] = [".map", ".cjs"].map(
      (ending) => built.outputFiles.find(({ path }) => path.endsWith(ending))?.text,
    );
    const files = Object.keys(built.metafile.inputs)
      .filter((file) => file !== "step-entry.js")
      .map((file) => resolve(root, file))
      .sort();
    const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports.map((item) => item.path));
    const natives = identifyNatives(imports.filter(isNative));
    return {
      digest: digestBytes<"code">(code),
      code,
      natives: natives.found,
      ...(await lookAtSources(files, root, built.warnings, shared)),
      origins: originsOf(sourceMap, (source) => {
        const file = resolve(root, source);
        return files.includes(file) && isOwn(file) ? nameOfSource(file, root) : undefined;
      }),
      files: [...files, ...natives.files],
      lookUps: lookUpsOf(built.metafile, root),
    };
  } catch (error) {
    throw isBuildFailure(error) ? explainBuildFailure(error, root) : error;
  }
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
