import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { type CodeDigest, digestBytes } from "../digest.js";
import { PipelineError } from "../error.js";
import { identifyNatives, isNative, NATIVE_PACKAGES } from "./natives.js";
import { hasKitSource, packageRoot } from "./package-root.js";

/** A step module with all the JavaScript it imports, minified: what is digested and what runs. */
export interface Bundle {
  readonly digest: CodeDigest;
  /** CommonJS text; its `module.exports` is a `BundledStep`, or of a command what of it runs tasks. */
  readonly code: string;
  readonly natives: { readonly [name: string]: string };
  /** Digest of each source file minified, or the version of each package, by name. */
  readonly sources: { readonly [file: string]: string };
  /** Absolute paths of every file read. */
  readonly files: readonly string[];
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
export function bundleStep(module: string, root: string): Promise<Bundle> {
  const entry = `import step from ${JSON.stringify(module)};
import { bundledStep } from ${JSON.stringify(kitModule("execute"))};
module.exports = bundledStep(step);`;
  return bundleEntry(entry, root);
}

/** The file of a module of this folder: its source in this repository, else as built. */
export function kitModule(name: string): string {
  return join(packageRoot, hasKitSource ? `lib/step/${name}.ts` : `dist/lib/step/${name}.js`);
}

/** Bundles the JavaScript in `contents` with all it imports. */
export async function bundleEntry(contents: string, root: string): Promise<Bundle> {
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
      conditions: hasKitSource ? ["tamiz-source"] : [],
      external: [...NATIVE_PACKAGES],
      metafile: true,
      write: false,
      logLevel: "silent",
    });
    const code = built.outputFiles[0]?.text ?? "";
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
      sources: await digestSources(files, root),
      files: [...files, ...natives.files],
    };
  } catch (error) {
    throw isBuildFailure(error) ? explainBuildFailure(error, root) : error;
  }
}

async function digestSources(files: readonly string[], root: string): Promise<{ readonly [file: string]: string }> {
  const { transform } = await import("esbuild");
  const sources: Record<string, string> = {};
  for (const file of files) {
    const inPackage = owningPackage(file, root);
    if (inPackage !== undefined) {
      sources[inPackage.name] = inPackage.version;
      continue;
    }
    const text = readFileSync(file, "utf8");
    const loader = file.endsWith(".ts") ? "ts" : file.endsWith(".tsx") ? "tsx" : file.endsWith(".json") ? "json" : "js";
    const { code } = await transform(text, { loader, minify: true, legalComments: "none" });
    const base = file.startsWith(root + sep) ? root : packageRoot;
    sources[relative(base, file).split(sep).join("/")] = digestBytes(code);
  }
  return sources;
}

/** The installed package a file belongs to; undefined for the project's own files and the kit's sources. */
function owningPackage(file: string, root: string): { readonly name: string; readonly version: string } | undefined {
  if (!file.includes(`${sep}node_modules${sep}`) && (file.startsWith(root + sep) || hasKitSource)) return undefined;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (name && version) return { name, version };
    } catch {}
  }
  return undefined;
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
