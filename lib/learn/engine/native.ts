import { createRequire } from "node:module";
import { basename, join } from "node:path";
import util from "node:util";
import { PipelineError } from "../../error.js";
import type { Engine, Tf } from "./engine.js";
import { engineHome, nativeFolder } from "./home.js";

/** What is used of the addon; a tensor is known by its number. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_STRING: number;
  /** A text, of the type TF_STRING, is a list of its bytes. */
  createTensor(
    shape: readonly number[],
    dtype: number,
    data: Float32Array | Int32Array | Uint8Array | readonly Uint8Array[],
  ): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    op: string,
    attributes: readonly never[],
    inputs: readonly number[],
    outputs: number,
  ): readonly NativeTensor[];
  loadSavedModel(path: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are separated by commas. The results are the caller's to delete. */
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): readonly NativeTensor[];
}

export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** What is used of tfjs-node beyond the common interface. */
interface NativeBackend {
  readonly binding: NativeBinding;
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
}

/**
 * Loads the native engine from a package's folder; by default the one in the user's engine home. It brings the whole of
 * TensorFlow.js, on a core of its own. One operation, and one session, run on `threads` threads.
 */
export async function openNative(threads: number, folder: string = nativeFolder(engineHome())): Promise<Engine> {
  settle(threads, folder);
  restoreIsNullOrUndefined();
  const load = createRequire(join(folder, "package.json"));
  const tf = await loadPackage(load, folder);
  const { binding, isGPUPackage, isUsingGpuDevice } = tf.backend() as unknown as NativeBackend;
  if (isGPUPackage && !isUsingGpuDevice) throw loadError("no GPU answered", folder);
  const messages: unknown = load("./dist/proto/api_pb.js");
  const version = `${tf.version_core}, TensorFlow ${binding.TF_Version}`;
  return { name: "native", version, tf, tensorflow: { binding, messages } };
}

/** TensorFlow reads its settings once, from the environment, when its library is loaded. */
function settle(threads: number, folder: string): void {
  process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  // Of a graph, that many operations run side by side.
  process.env.TF_NUM_INTEROP_THREADS = String(threads);
  // Results differ without oneDNN's kernels, and with those of another instruction set than the CPU's own.
  process.env.TF_ENABLE_ONEDNN_OPTS = "1";
  for (const name of ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE"]) delete process.env[name];
  if (basename(folder) === "tfjs-node-gpu") {
    // Without these, a GPU adds up in another order each time.
    process.env.TF_DETERMINISTIC_OPS = "1";
    process.env.TF_CUDNN_DETERMINISTIC = "1";
  }
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
}

async function loadPackage(load: NodeJS.Require, folder: string): Promise<Tf> {
  let tf: Tf;
  try {
    tf = load(folder) as Tf;
  } catch (error) {
    throw loadError(loadFailure(error), folder, error);
  }
  if (!(await tf.setBackend("tensorflow"))) throw loadError("its backend did not start", folder);
  return tf;
}

/** A CommonJS module's exports, whether it came by `import` or by `require`. */
export function moduleExports(loaded: unknown): unknown {
  if (typeof loaded !== "object" || loaded === null) return loaded;
  return "default" in loaded && typeof loaded.default === "object" ? (loaded.default ?? loaded) : loaded;
}

/** A few words on why the package could not be loaded. */
function loadFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("native addon module")) return "it has no addon (its install script did not run)";
  const line = (text.split("\n")[0] ?? "").trim();
  return /^Cannot find module '[^']*tfjs-node(-gpu)?'/.test(line) ? "it is not installed" : line;
}

/** How the message of an engine that can't be loaded begins. */
export const CANNOT_LOAD = "the native engine can't be loaded: ";

function loadError(detail: string, folder: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: "engine-unavailable",
    message: `${CANNOT_LOAD}${detail}`,
    where: folder,
    remedy: "Look at `pipeline engine`, or train with the WebAssembly engine.",
    cause,
  });
}

/** tfjs-node 4.22 calls it; Node 23 took it away. */
function restoreIsNullOrUndefined(): void {
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
