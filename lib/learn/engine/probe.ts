import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PipelineError } from "../../error.js";
import type { EngineReport } from "../../step/declare.js";
import { type EngineName, openEngine } from "./engine.js";
import { engineHome, nativeFolder } from "./home.js";

const require = createRequire(import.meta.url);

/**
 * Which engine training runs on here: the native one where it loads, else WebAssembly. With a forced name that one, or a
 * `PipelineError` where it can't be loaded. Loads native code into this process, so run it in one that soon ends.
 */
export async function probeEngines(forced?: EngineName): Promise<EngineReport> {
  if (forced === "wasm") return probeWasm("WebAssembly, as asked for");
  if (forced === "native") return probeNative("native, as asked for");
  try {
    return await probeNative("native");
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return probeWasm(`WebAssembly, since ${error.message} (\`pipeline engine install\` makes the native engine)`);
  }
}

async function probeNative(choice: string): Promise<EngineReport> {
  const { version } = await openEngine({ name: "native", threads: 1 });
  const [tfjs = "", tensorflow = ""] = version.split(", TensorFlow ");
  const identity = { engine: "native", tfjs, tensorflow, vectors: vectorInstructions() };
  const why = `${choice} (TensorFlow ${tensorflow})`;
  return { name: "native", why, identity, files: nativeFiles() };
}

async function probeWasm(why: string): Promise<EngineReport> {
  const { version } = await openEngine({ name: "wasm", threads: 1 });
  const folder = dirname(require.resolve("@tensorflow/tfjs-backend-wasm"));
  const binaries = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  const files = [...nativeFiles(), ...binaries.sort().map((name) => join(folder, name))];
  return { name: "wasm", why, identity: { engine: "wasm", tfjs: version, simd: true }, files };
}

/** Of each place where the native engine may lie, its description (there or not), its addon and its libraries. */
function nativeFiles(): string[] {
  const modules = (require.resolve.paths("@tensorflow/tfjs-node") ?? []).filter((folder) => existsSync(folder));
  const folders = modules.map((folder) => join(folder, "@tensorflow", "tfjs-node"));
  return [...folders, nativeFolder(engineHome())].flatMap((folder) => {
    const description = join(folder, "package.json");
    if (!existsSync(description)) return [description];
    const libraries = join(folder, "deps", "lib");
    const names = existsSync(libraries) ? readdirSync(libraries).sort() : [];
    return [
      description,
      join(folder, "lib", "napi-v8", "tfjs_binding.node"),
      ...names.filter((name) => /\.(so|dylib|dll)(\.|$)/.test(name)).map((name) => join(libraries, name)),
    ];
  });
}

/** The vector instructions by which TensorFlow chooses its kernels; elsewhere than on Linux the architecture alone. */
function vectorInstructions(): string {
  const asked = ["avx", "avx2", "avx512f", "fma"];
  const flags = /^(flags|Features)\s*:(.*)$/m.exec(cpuInformation())?.[2]?.split(" ") ?? [];
  const found = asked.filter((name) => flags.includes(name));
  return [process.arch, ...found].join(" ");
}

function cpuInformation(): string {
  return existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
}
