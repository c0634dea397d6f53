// The stages of an installation, each a function from the folder it works in.
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { PipelineError } from "../../../error.js";
import { packageRoot } from "../../../step/package-root.js";
import { askApart, describeCrash } from "../apart.js";
import { packageFolder } from "../home.js";
import { addonOf } from "../rungs.js";
import type { Trial } from "../try-engine.js";
import { runCommand } from "./command.js";
import { explainEnding } from "./explain.js";
import type { Tools } from "./requirements.js";

/** Pins what comes from npm and from the Python package index, by digest. */
const PINS = join(packageRoot, "native");

const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/** What of the wheel's headers the addon includes, directly or not. */
const HEADERS = ["tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/c/", "tsl/platform/ctstring"];

/** The size of the wheel that is pinned. */
export const WHEEL_BYTES = 207_208_420;

/** How a stage does its work; `signal` stops it. */
export interface Making {
  /** The folder to work in. */
  readonly folder: string;
  readonly tools: Tools;
  readonly signal: AbortSignal | undefined;
}

/** `@tensorflow/tfjs-node`, all that it needs, and Node's own header files. No install scripts: they would download a second, older TensorFlow. */
export async function installPackages(making: Making): Promise<void> {
  for (const name of ["package.json", "package-lock.json"]) await copyFile(join(PINS, name), join(making.folder, name));
  const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  await run("installing @tensorflow/tfjs-node", making, [
    "npm",
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    ...retries,
  ]);
}

/** The wheel `tensorflow-cpu`, into `folder`. Its tags are given, so that any Python will do to fetch it. */
export async function downloadWheel(making: Making): Promise<void> {
  const { folder, tools } = making;
  const tags = [
    "--platform=manylinux2014_x86_64",
    "--implementation=cp",
    "--python-version=3.11",
    "--only-binary=:all:",
  ];
  const options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--quiet"];
  const pins = join(PINS, "requirements.txt");
  await mkdir(join(folder, "tmp"), { recursive: true });
  await run(
    "downloading tensorflow-cpu",
    making,
    [tools.python, "-m", "pip", "download", ...options, ...tags, "-r", pins, "-d", join(folder, "wheel")],
    { TMPDIR: join(folder, "tmp") },
  );
}

/** Bytes of the wheel that are there so far. */
export async function downloaded({ folder }: Pick<Making, "folder">): Promise<number> {
  let largest = 0;
  for (const below of ["tmp", "wheel"]) {
    for (const name of await readdir(join(folder, below), { recursive: true }).catch(() => [])) {
      const found = await stat(join(folder, below, name)).catch(() => undefined);
      if (found?.isFile()) largest = Math.max(largest, found.size);
    }
  }
  return Math.min(largest, WHEEL_BYTES);
}

/** TensorFlow's libraries and headers out of the wheel, which then goes; the libraries without their symbols. */
export async function unpackWheel(making: Making): Promise<void> {
  const { folder, tools } = making;
  const [wheel = ""] = await readdir(join(folder, "wheel"));
  const unpack = [
    "import sys, zipfile",
    "wheel = zipfile.ZipFile(sys.argv[1])",
    "wanted = tuple('tensorflow/' + name for name in sys.argv[3:])",
    "wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])",
  ].join("\n");
  const wanted = [...LIBRARIES, ...HEADERS.map((name) => `include/${name}`)];
  await run("unpacking tensorflow-cpu", making, [
    tools.python,
    "-c",
    unpack,
    join(folder, "wheel", wheel),
    folder,
    ...wanted,
  ]);
  for (const below of ["tmp", "wheel"]) await rm(join(folder, below), { recursive: true, force: true });
  const libraries = LIBRARIES.map((name) => join(folder, "tensorflow", name));
  // A quarter of their size, and nothing that running them needs. Where there is no `strip`, they stay as they are.
  await runCommand(["strip", "--strip-unneeded", ...libraries], { cwd: folder, signal: making.signal });
}

/** The addon, against those libraries. */
export async function compileAddon(making: Making): Promise<void> {
  const { folder, tools } = making;
  const to = packageFolder(folder);
  const libraries = join(to, "deps", "lib");
  await mkdir(libraries, { recursive: true });
  for (const name of LIBRARIES) await rename(join(folder, "tensorflow", name), join(libraries, name));
  await mkdir(dirname(addonOf(to)), { recursive: true });
  await run("compiling the addon", making, [
    tools.compiler,
    ...["-O2", "-shared", "-fPIC", "-std=c++17", "-DNAPI_VERSION=8"],
    `-I${to}`,
    `-I${join(folder, "node_modules", "node-api-headers", "include")}`,
    `-I${join(folder, "tensorflow", "include")}`,
    join(to, "binding", "tfjs_backend.cc"),
    join(to, "binding", "tfjs_binding.cc"),
    `-L${libraries}`,
    ...LIBRARIES.map((name) => `-l:${name}`),
    // Relative to the addon, so that the folder may be renamed.
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
    "-o",
    addonOf(to),
  ]);
}

/** Loads the engine below a folder, in a process of its own, and has it compute something. */
export async function tryOut(folder: string, signal: AbortSignal | undefined): Promise<Trial> {
  const choice = { name: "native", folder: packageFolder(folder), threads: 1 };
  const ending = await askApart<object, Trial>("learn/engine/try-engine", choice, signal);
  if (ending.kind === "answered") return ending.answer;
  const detail = ending.kind === "failed" ? ending.failure.message : describeCrash(ending);
  throw new PipelineError({
    code: "engine-install",
    message: `the native engine was made, and does not work here: ${detail}`,
    remedy: "Train with the WebAssembly engine; TensorFlow needs a CPU with AVX.",
  });
}

/**
 * Moves what running the engine needs from one folder to another: the files that were loaded when it was tried, its
 * libraries, and the description and licence of each of those packages. The rest, some 600 MB, is not needed.
 */
export async function keepLoaded(from: string, to: string, loaded: readonly string[]): Promise<void> {
  const keep = new Set(loaded.filter((file) => file.startsWith(join(from, sep))));
  for (const name of LIBRARIES) keep.add(join(packageFolder(from), "deps", "lib", name));
  for (const file of [...keep]) {
    const owner = owningPackage(file);
    for (const name of await readdir(owner)) {
      if (/^(package\.json|(licen[cs]e|notice|copying).*)$/i.test(name)) keep.add(join(owner, name));
    }
  }
  for (const file of keep) {
    const target = join(to, relative(from, file));
    await mkdir(dirname(target), { recursive: true });
    await rename(file, target);
  }
}

/** `…/node_modules/@scope/name` of a file below it. */
function owningPackage(file: string): string {
  const parts = file.split(sep);
  const at = parts.lastIndexOf("node_modules") + 1;
  return parts.slice(0, at + (parts[at]?.startsWith("@") ? 2 : 1)).join(sep);
}

async function run(
  stage: string,
  { folder, signal }: Making,
  command: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Promise<void> {
  const ending = await runCommand(command, { cwd: folder, signal, environment });
  if (ending.ended !== "well") throw explainEnding(stage, command[0] ?? "", ending);
}
