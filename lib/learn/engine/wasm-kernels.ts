import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { filterGradient, inputGradient } from "./convolution-gradients.js";
import type { Tf } from "./engine.js";
import { poolGradient } from "./max-pool-gradient.js";

/** What a kernel of ours works with: the stock kernels, run on plain tensor infos, and the backend's memory. */
export interface WasmKernels {
  readonly tf: Tf;
  readonly backend: BackendWasm;
  /** Runs a stock kernel with one output, which is the caller's to free. */
  run(kernel: string, inputs: NamedTensorInfoMap, attributes: object): TensorInfo;
  free(...infos: readonly TensorInfo[]): void;
}

/** Computes one kernel: tensors and attributes as TensorFlow.js's own kernel of that name takes them. */
export type WasmKernel<Inputs, Attributes> = (
  kernels: WasmKernels,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo;

type AnyKernel = WasmKernel<NamedTensorInfoMap, object>;

/**
 * Registers on the "wasm" backend, which must be running, what training needs of it: the gradient of a convolution by
 * its filter, which it lacks; that by its input, whose stock kernel is slow; and a max pool gradient that agrees with the
 * CPU backend on ties and odd sizes. Calling it again does nothing.
 */
export function registerWasmKernels(tf: Tf): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, "wasm") !== undefined) return;
  replaceKernel(tf, tf.Conv2DBackpropFilter, filterGradient as AnyKernel);
  replaceKernel(tf, tf.Conv2DBackpropInput, inputGradient as AnyKernel);
  replaceKernel(tf, tf.MaxPoolGrad, poolGradient as AnyKernel);
}

function replaceKernel(tf: Tf, kernelName: string, compute: AnyKernel): void {
  if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) => compute(kernelsOn(tf, backend as BackendWasm), inputs, attrs ?? {}),
  });
}

function kernelsOn(tf: Tf, backend: BackendWasm): WasmKernels {
  return {
    tf,
    backend,
    run(kernel, inputs, attributes) {
      return tf.getKernel(kernel, "wasm").kernelFunc({ inputs, attrs: { ...attributes }, backend }) as TensorInfo;
    },
    free(...infos) {
      for (const info of infos) backend.disposeData(info.dataId);
    },
  };
}
