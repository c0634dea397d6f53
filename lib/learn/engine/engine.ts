// The one module through which everything else meets TensorFlow.js.
import type * as Core from "@tensorflow/tfjs-core";
import type * as Layers from "@tensorflow/tfjs-layers";
import type { EngineChoice, EngineName } from "../../step/declare.js";
import { type NativeBinding, openNative } from "./native.js";
import { openWasm } from "./wasm.js";

export type { NamedTensorMap, Optimizer, Scalar, Tensor, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
export type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
export type { EngineName } from "../../step/declare.js";

export type Layer = Layers.layers.Layer;

/** TensorFlow.js's operations and layers, all registered on one instance of its core. */
export type Tf = typeof Core & Pick<typeof Layers, "input" | "layers" | "loadLayersModel" | "model" | "sequential">;

export interface Engine {
  readonly name: EngineName;
  /** TensorFlow.js's version; for native also TensorFlow's: "4.22.0, TensorFlow 2.15.1". */
  readonly version: string;
  readonly tf: Tf;
  /** With the native engine only: TensorFlow's own sessions. */
  readonly tensorflow?: TensorFlow;
}

/** TensorFlow itself, below TensorFlow.js: it runs whole graphs where TensorFlow.js runs one operation at a time. */
export interface TensorFlow {
  readonly binding: NativeBinding;
  /** TensorFlow's protocol buffers, a google-protobuf module: `SavedModel`, `MetaGraphDef`, `GraphDef` and their kin. */
  readonly messages: unknown;
}

/**
 * Loads an engine and makes it the one that operations run on; nothing of TensorFlow.js is loaded before. `threads` is
 * how many threads one operation may use; the WebAssembly engine always uses one, and the native one takes the number
 * of the first call in a process. `folder` is where the native engine's package lies, as the ladder found it; by default
 * in the user's engine home. Copies of TensorFlow.js share one state, so a process does best with one engine. Fails with
 * a `PipelineError` where the engine that was asked for can't be loaded.
 */
export async function openEngine({ name, threads, folder }: EngineChoice): Promise<Engine> {
  switch (name) {
    case "native":
      return openNative(threads, folder);
    case "wasm":
      return openWasm();
  }
}
