import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { EngineName } from "../../step/declare.js";
import { packageRoot } from "../../step/package-root.js";
import { engineHome, installationFolder, nativeFolder } from "./home.js";
import { type EngineManifest, manifestPath } from "./manifest.js";

/** One place where an engine may lie. The ladder tries them from the fastest down. */
export interface Rung {
  readonly engine: EngineName;
  readonly title: "native on a GPU" | "native" | "WebAssembly";
  /** The npm package. */
  readonly package: string;
  /** The package's folder; the first of the places where it was looked for, if it is in none. */
  readonly folder: string;
  /** Each place's `package.json`, there or not. */
  readonly descriptions: readonly string[];
  /** The folder that `pipeline engine install` makes, where this is it. */
  readonly installation?: string;
}

const NATIVE = "@tensorflow/tfjs-node";

/** The rungs for a project's folder, fastest first. A package beside tamiz comes before one of the project. */
export function rungs(project: string, home = engineHome()): readonly Rung[] {
  return [
    { engine: "native", title: "native on a GPU", ...locate(`${NATIVE}-gpu`, project) },
    { engine: "native", title: "native", ...locate(NATIVE, project) },
    installedRung(home),
    { engine: "wasm", title: "WebAssembly", ...locate("@tensorflow/tfjs-backend-wasm", packageRoot) },
  ];
}

/** The rung of what `pipeline engine install` makes. */
export function installedRung(home: string): Rung & { readonly installation: string } {
  const folder = nativeFolder(home);
  const descriptions = [join(folder, "package.json")];
  const installation = installationFolder(home);
  return { engine: "native", title: "native", package: NATIVE, folder, descriptions, installation };
}

function locate(name: string, project: string): Pick<Rung, "package" | "folder" | "descriptions"> {
  const modules = [packageRoot, project].flatMap((from) => {
    return createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  });
  const folders = [...new Set(modules)].map((folder) => join(folder, name));
  const descriptions = folders.map((folder) => join(folder, "package.json"));
  const found = folders.find((folder) => existsSync(join(folder, "package.json")));
  return { package: name, folder: found ?? folders[0] ?? name, descriptions };
}

/** Every file, there or not, on which it rests whether a rung holds. */
export function filesOf(rung: Rung, manifest?: EngineManifest): readonly string[] {
  const { folder, descriptions, installation } = rung;
  if (installation !== undefined) {
    const names = Object.keys(manifest?.files ?? {});
    return [manifestPath(installation), ...names.map((name) => join(installation, name))];
  }
  if (!existsSync(join(folder, "package.json"))) return descriptions;
  const parts = rung.engine === "wasm" ? binariesOf(folder) : [addonOf(folder), ...librariesOf(folder)];
  return [...descriptions, ...parts];
}

export function addonOf(folder: string): string {
  return join(folder, "lib", "napi-v8", "tfjs_binding.node");
}

/** TensorFlow's libraries; the folder where they ought to be, if there are none. */
export function librariesOf(folder: string): readonly string[] {
  const libraries = join(folder, "deps", "lib");
  const names = existsSync(libraries) ? readdirSync(libraries).sort() : [];
  const found = names.filter((name) => /\.(so|dylib|dll)(\.|$)/.test(name)).map((name) => join(libraries, name));
  return found.length > 0 ? found : [libraries];
}

function binariesOf(folder: string): readonly string[] {
  const names = readdirSync(join(folder, "dist")).sort();
  return names.filter((name) => name.endsWith(".wasm")).map((name) => join(folder, "dist", name));
}
