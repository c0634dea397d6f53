import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Loader, Message } from "esbuild";
import { digestBytes } from "../digest.js";
import { startEsbuild } from "./esbuild.js";
import { hasKitSource, packageRoot } from "./package-root.js";
import { globalsIn, MARKED } from "./reads/globals.js";
import { importsIn } from "./reads/imports.js";
import type { Read } from "./reads/read.js";

/** What a bundle was made from. */
export interface Sources {
  /** Digest of each source file minified, or the version of each package, by name. */
  readonly sources: { readonly [file: string]: string };
  /** What the person's own sources read besides their inputs. */
  readonly reads: readonly Read[];
  /** Whether the word `allows` is in one of these. */
  readonly mayAllow: boolean;
}

/** What files of the kit and of packages are, which many steps share: the kit's by digest, packages by folder. */
export interface SharedSources {
  readonly kit: Map<string, Promise<string>>;
  readonly packages: Map<string, Package | undefined>;
}

export function sharedSources(): SharedSources {
  return { kit: new Map(), packages: new Map() };
}

interface Package {
  readonly name: string;
  readonly version: string;
}

/** Looks at each source file by itself, and at what the bundler warned of. */
export async function lookAtSources(
  files: readonly string[],
  root: string,
  warnings: readonly Message[],
  shared: SharedSources,
): Promise<Sources> {
  const looked = await Promise.all(files.map((file) => lookAtSource(file, root, warnings, shared)));
  return {
    sources: Object.fromEntries(looked.map(({ name, digest }) => [name, digest])),
    reads: looked.flatMap(({ reads }) => reads),
    mayAllow: looked.some(({ mayAllow }) => mayAllow),
  };
}

interface Look {
  readonly name: string;
  readonly digest: string;
  readonly reads: readonly Read[];
  readonly mayAllow: boolean;
}

async function lookAtSource(
  file: string,
  root: string,
  warnings: readonly Message[],
  shared: SharedSources,
): Promise<Look> {
  const inPackage =
    isOwn(file) || (hasKitSource && isInKit(file)) ? undefined : packageAbove(dirname(file), shared.packages);
  if (inPackage !== undefined) return { name: inPackage.name, digest: inPackage.version, ...READS_NOTHING };
  const { transform } = await startEsbuild();
  const minified = { loader: loaderOf(file), minify: true, legalComments: "none" } as const;
  const name = nameOfSource(file, root);
  const read = () => readFileSync(file, "utf8");
  if (!isOwn(file)) {
    const digest = shared.kit.get(file) ?? transform(read(), minified).then(({ code }) => digestBytes(code));
    shared.kit.set(file, digest);
    return { name, digest: await digest, ...READS_NOTHING };
  }
  const text = read();
  const marked = await transform(text, { ...minified, ...MARKED });
  const reads = [...importsIn(name, marked.code, warnings), ...globalsIn(name, text, marked)];
  return { name, digest: digestBytes(marked.code), reads, mayAllow: /\ballows\b/.test(marked.code) };
}

/** The kit's sources and packages are not looked into. */
const READS_NOTHING = { reads: [], mayAllow: false } as const;

/** Whether a file is a person's own source: of no installed package, and none of the kit's. */
export function isOwn(file: string): boolean {
  return !file.includes(`${sep}node_modules${sep}`) && !isInKit(file);
}

const KIT = ["lib", "dist"].map((folder) => join(packageRoot, folder) + sep);

/** Whether a file is a source of the kit, steps included, or what was built of one. */
export function isInKit(file: string): boolean {
  return KIT.some((folder) => file.startsWith(folder));
}

/** Relative to the project; the kit's to the kit. */
export function nameOfSource(file: string, root: string): string {
  const base = isOwn(file) ? root : packageRoot;
  return relative(base, file).split(sep).join("/");
}

/** The installed package that a folder belongs to. */
function packageAbove(folder: string, known: SharedSources["packages"]): Package | undefined {
  if (known.has(folder)) return known.get(folder);
  const found = packageIn(folder) ?? (folder === dirname(folder) ? undefined : packageAbove(dirname(folder), known));
  known.set(folder, found);
  return found;
}

function packageIn(folder: string): Package | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return name && version ? { name, version } : undefined;
  } catch {
    return undefined;
  }
}

function loaderOf(file: string): Loader {
  if (/\.[cm]?ts$/.test(file)) return "ts";
  if (file.endsWith(".tsx")) return "tsx";
  return file.endsWith(".json") ? "json" : "js";
}
