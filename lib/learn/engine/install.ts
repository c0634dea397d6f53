import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { PipelineError, systemCode } from "../../error.js";
import { commandWorks, runCommand } from "./command.js";
import { engineHome, nativeFolder } from "./home.js";

const TFJS_NODE = "4.22.0";
const TENSORFLOW = "2.15.1";
const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

export interface InstallOptions {
  /** The engine home; the engine comes to lie in its folder `native`. */
  readonly home?: string;
  /** Called before each stage with a few words: "compiling the addon". */
  readonly onProgress?: (stage: string) => void;
}

/**
 * Installs the native engine: the package `@tensorflow/tfjs-node` from npm, TensorFlow's libraries out of the PyPI wheel
 * `tensorflow-cpu`, and the package's addon compiled against them (about 200 MB down, 1 GB on disk, under a minute).
 * Everything is made in a folder beside the final one, tried in a process of its own, and renamed into place.
 * Fails with a `PipelineError` that lists everything missing. Returns the package's folder.
 */
export async function installNative({
  home = engineHome(),
  onProgress = () => {},
}: InstallOptions = {}): Promise<string> {
  onProgress("looking for g++, pip and Node's headers");
  const headers = await requirements();
  await mkdir(home, { recursive: true });
  const made = await mkdtemp(join(home, "native.making-"));
  try {
    onProgress(`installing @tensorflow/tfjs-node ${TFJS_NODE}`);
    await installPackage(made);
    onProgress(`downloading tensorflow-cpu ${TENSORFLOW}`);
    await fetchLibraries(made);
    onProgress("compiling the addon");
    await compileAddon(made, headers);
    onProgress("trying it");
    await tryOut(made);
    await rm(join(made, "build"), { recursive: true, force: true });
    await replace(made, join(home, "native"));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return nativeFolder(home);
}

function packageFolder(made: string): string {
  return join(made, "node_modules", "@tensorflow", "tfjs-node");
}

/** Node's header folder; fails, naming all that is missing, where the engine can't be built. */
async function requirements(): Promise<string> {
  const missing: string[] = [];
  if (process.platform !== "linux" || process.arch !== "x64") {
    missing.push(
      `Linux on x64 (this is ${process.platform} on ${process.arch}; npm install @tensorflow/tfjs-node may work)`,
    );
  }
  if (!(await commandWorks("g++", ["--version"]))) missing.push("g++ (Debian: apt install g++)");
  if (!(await commandWorks("python3", ["-m", "pip", "--version"]))) {
    missing.push("python3 with pip (Debian: apt install python3-pip)");
  }
  if (!(await commandWorks("npm", ["--version"]))) missing.push("npm");
  const headers = await nodeHeaders();
  if (headers === undefined) missing.push("Node's headers (npx node-gyp install fetches them)");
  if (missing.length > 0 || headers === undefined) {
    throw new PipelineError({
      code: "engine-requirements",
      message: `the native engine can't be installed here; missing: ${missing.join("; ")}`,
      remedy: "Install what is missing and try again, or train with the WebAssembly engine.",
    });
  }
  return headers;
}

async function nodeHeaders(): Promise<string | undefined> {
  const nodedir = process.env.npm_config_nodedir;
  const candidates = [
    ...(nodedir ? [join(nodedir, "include", "node")] : []),
    join(dirname(process.execPath), "..", "include", "node"),
    "/usr/include/node",
    join(homedir(), ".cache", "node-gyp", process.versions.node, "include", "node"),
  ];
  for (const candidate of candidates) {
    if (await exists(join(candidate, "node_api.h"))) return candidate;
  }
  return undefined;
}

/** No install scripts: they would download a second, older TensorFlow. */
async function installPackage(made: string): Promise<void> {
  await writeFile(join(made, "package.json"), '{ "private": true }\n');
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact"];
  await runCommand("npm", ["install", ...options, "--prefix", made, `@tensorflow/tfjs-node@${TFJS_NODE}`], made);
}

/** The wheel's tags are given, so that any Python will do to fetch and unpack it. */
async function fetchLibraries(made: string): Promise<void> {
  const build = join(made, "build");
  const tags = ["--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.11"];
  const options = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet", ...tags, "-d", build];
  await runCommand("python3", ["-m", "pip", "download", ...options, `tensorflow-cpu==${TENSORFLOW}`], made);
  const wheel = (await readdir(build)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw missingFile("the tensorflow-cpu wheel", build);
  const unpack = [
    "import sys, zipfile",
    "wheel = zipfile.ZipFile(sys.argv[1])",
    "wanted = tuple('tensorflow/' + name for name in sys.argv[3:])",
    "wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])",
  ].join("\n");
  await runCommand("python3", ["-c", unpack, join(build, wheel), build, "include/", ...LIBRARIES], made);
  const libraries = join(packageFolder(made), "deps", "lib");
  await mkdir(libraries, { recursive: true });
  for (const name of LIBRARIES) await rename(join(build, "tensorflow", name), join(libraries, name));
}

async function compileAddon(made: string, headers: string): Promise<void> {
  const folder = packageFolder(made);
  const target = join(folder, "lib", "napi-v8");
  await mkdir(target, { recursive: true });
  await runCommand(
    "g++",
    [
      ...["-O2", "-shared", "-fPIC", "-std=c++17", "-DNAPI_VERSION=8"],
      ...[`-I${folder}`, `-I${headers}`, `-I${join(made, "build", "tensorflow", "include")}`],
      ...[join(folder, "binding", "tfjs_backend.cc"), join(folder, "binding", "tfjs_binding.cc")],
      ...[`-L${join(folder, "deps", "lib")}`, ...LIBRARIES.map((name) => `-l:${name}`)],
      // Relative to the addon, so that the folder may be renamed.
      "-Wl,-rpath,$ORIGIN/../../deps/lib",
      ...["-o", join(target, "tfjs_binding.node")],
    ],
    made,
  );
}

async function tryOut(made: string): Promise<void> {
  const script = [
    `require("node:util").isNullOrUndefined ??= (value) => value === null || value === undefined;`,
    `const tf = require(${JSON.stringify(packageFolder(made))});`,
    `if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) process.exit(1);`,
  ].join("\n");
  await runCommand(process.execPath, ["-e", script], made);
}

async function replace(made: string, final: string): Promise<void> {
  const old = `${made}.old`;
  try {
    await rename(final, old);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
  await rename(made, final);
  await rm(old, { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

function missingFile(what: string, folder: string): PipelineError {
  return new PipelineError({
    code: "engine-install",
    message: `${what} is not in ${folder} after the download`,
    remedy: "Try again; if it happens again, report it.",
  });
}
