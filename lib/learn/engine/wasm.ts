import { PipelineError } from "../../error.js";
import type { Engine, Tf } from "./engine.js";
import { registerWasmKernels } from "./kernels/register.js";
import { moduleExports } from "./native.js";

/** Loads the WebAssembly engine, with kernels of our own; single-threaded, with 128-bit vectors. */
export async function openWasm(): Promise<Engine> {
  const [core, layers] = await loadAll();
  const tf = { ...core, ...layers } as Tf;
  if (!(await tf.setBackend("wasm"))) throw loadError("its backend did not start");
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw loadError("this Node has no WebAssembly vectors");
  registerWasmKernels(tf);
  return { name: "wasm", version: tf.version_core, tf };
}

async function loadAll(): Promise<[object, object]> {
  try {
    const core = moduleExports(await import("@tensorflow/tfjs-core"));
    const layers = moduleExports(await import("@tensorflow/tfjs-layers"));
    // Finds its .wasm files beside itself.
    await import("@tensorflow/tfjs-backend-wasm");
    return [core as object, layers as object];
  } catch (cause) {
    throw loadError(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function loadError(detail: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: "engine-unavailable",
    message: `the WebAssembly engine can't be loaded: ${detail}`,
    remedy: "Reinstall tamiz's dependencies (npm ci).",
    cause,
  });
}
