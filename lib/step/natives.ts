import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "./package-root.js";

/** Packages with native parts: they stay outside the bundle and count in the key by version and integrity. */
export const NATIVE_PACKAGES = ["sharp", "@tensorflow/*"] as const;

export function isNative(specifier: string): boolean {
  return specifier === "sharp" || specifier.startsWith("@tensorflow/");
}

/** Whether native packages, by name, are those of a step that trains or predicts, whatever it says of itself. */
export function usesEngine(natives: { readonly [name: string]: string }): boolean {
  return Object.keys(natives).some((name) => name.startsWith("@tensorflow/"));
}

export interface Natives {
  /** Name → `version integrity`. */
  readonly found: { readonly [name: string]: string };
  /** Files the answer rests on. */
  readonly files: readonly string[];
}

/** The version and integrity of each native package that a bundle imports; one that is not installed is left out. */
export function identifyNatives(specifiers: readonly string[]): Natives {
  const names = new Set(specifiers.map(packageName));
  const found: Record<string, string> = {};
  const files: string[] = [];
  for (const name of [...names].sort()) {
    const folder = packageFolder(name);
    if (folder === undefined) continue;
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    found[name] = [version, lockedIntegrity(folder, name)].filter(Boolean).join(" ");
    files.push(join(folder, "package.json"));
  }
  return { found, files };
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function packageFolder(name: string): string | undefined {
  const require = createRequire(join(packageRoot, "package.json"));
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      readFileSync(join(folder, name, "package.json"));
      return join(folder, name);
    } catch {}
  }
  return undefined;
}

/** The integrity that npm noted when it installed the package. */
function lockedIntegrity(folder: string, name: string): string | undefined {
  const modules = name.startsWith("@") ? dirname(dirname(folder)) : dirname(folder);
  try {
    const lock = JSON.parse(readFileSync(join(modules, ".package-lock.json"), "utf8"));
    return lock.packages?.[`node_modules/${name}`]?.integrity;
  } catch {
    return undefined;
  }
}
