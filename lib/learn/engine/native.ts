import { createRequire } from "node:module";
import { join } from "node:path";
import util from "node:util";
import { PipelineError } from "../../error.js";
import type { Engine, Tf } from "./engine.js";
import { engineHome, nativeFolder } from "./home.js";

/** What is used of tfjs-node beyond the common interface. */
interface NativeBackend {
  readonly binding: { readonly TF_Version: string };
}

/**
 * Loads the native engine: `@tensorflow/tfjs-node` beside this package, else the one in the user's engine home. Both
 * bring the whole of TensorFlow.js, on a core of their own. Operations run on `threads` threads; oneDNN's kernels are
 * always on, since results differ without them.
 */
export async function openNative(threads: number): Promise<Engine> {
  // TensorFlow reads its settings once, from the environment, when its library is loaded.
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  process.env.TF_ENABLE_ONEDNN_OPTS = "1";
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  restoreIsNullOrUndefined();
  const tf = await loadNative();
  if (!(await tf.setBackend("tensorflow"))) throw loadError("TensorFlow's backend did not start");
  const { binding } = tf.backend() as unknown as NativeBackend;
  return { name: "native", version: `${tf.version_core}, TensorFlow ${binding.TF_Version}`, tf };
}

async function loadNative(): Promise<Tf> {
  const folder = nativeFolder(engineHome());
  const failures: string[] = [];
  for (const load of [loadFromPackage, () => loadFromFolder(folder)]) {
    try {
      return await load();
    } catch (error) {
      failures.push(loadFailure(error));
    }
  }
  const told = failures.find((failure) => failure !== NOT_INSTALLED) ?? NOT_INSTALLED;
  throw loadError(told);
}

/** The assertion keeps TypeScript from looking for a package that need not be there. */
async function loadFromPackage(): Promise<Tf> {
  const loaded: unknown = await import("@tensorflow/tfjs-node" as string);
  return moduleExports(loaded) as Tf;
}

function loadFromFolder(folder: string): Tf {
  return createRequire(join(folder, "package.json"))(folder) as Tf;
}

/** A CommonJS module's exports, whether it came by `import` or by `require`. */
export function moduleExports(loaded: unknown): unknown {
  if (typeof loaded !== "object" || loaded === null) return loaded;
  return "default" in loaded && typeof loaded.default === "object" ? (loaded.default ?? loaded) : loaded;
}

const NOT_INSTALLED = "@tensorflow/tfjs-node is not installed";

/** One short line on why the package could not be loaded. */
function loadFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = (text.split("\n")[0] ?? "").trim();
  const missing = /^Cannot find (module|package) '([^']*)'/.exec(line);
  if (missing?.[2]?.endsWith("tfjs-node")) return NOT_INSTALLED;
  if (line.includes("native addon module"))
    return "@tensorflow/tfjs-node has no addon (its install script did not run)";
  return `@tensorflow/tfjs-node can't be loaded: ${line}`;
}

function loadError(message: string): PipelineError {
  return new PipelineError({
    code: "engine-unavailable",
    message,
    remedy: "Install the native engine, or train with the WebAssembly one.",
  });
}

/** tfjs-node 4.22 calls it; Node 23 took it away. */
function restoreIsNullOrUndefined(): void {
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
