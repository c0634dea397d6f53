// The WebAssembly engine, and the stock backend beside it.
import type { Engine, Tf } from "../../lib/learn/engine/engine.js";
import { moduleExports } from "../../lib/learn/engine/native.js";
import { openWasm } from "../../lib/learn/engine/wasm.js";
import { registerStockGradients } from "./stock-wasm-gradients.js";

export const wasmEngines = ["tamiz", "stock"] as const;
export type WasmEngine = (typeof wasmEngines)[number];

/** One of them; a process can hold one only, since both are the same backend of the same library. */
export function openWasmEngine(name: WasmEngine): Promise<Engine> {
  return name === "tamiz" ? openWasm() : openStock();
}

async function openStock(): Promise<Engine> {
  const core = moduleExports(await import("@tensorflow/tfjs-core"));
  const layers = moduleExports(await import("@tensorflow/tfjs-layers"));
  await import("@tensorflow/tfjs-backend-wasm");
  const tf = { ...(core as object), ...(layers as object) } as Tf;
  await tf.setBackend("wasm");
  registerStockGradients(tf);
  return { name: "wasm", version: tf.version_core, tf };
}
