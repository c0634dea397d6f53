import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Tf } from "../engine.js";
import { adamStep } from "./adam-step.js";
import { convolution, convolutionFilterGradient, convolutionInputGradient, fusedConvolution } from "./convolution.js";
import {
  depthwiseConvolution,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  fusedDepthwiseConvolution,
} from "./depthwise-convolution.js";
import { type KernelHost, kernelHost } from "./host.js";
import { identity } from "./identity.js";
import type { Kernel } from "./kernel.js";
import { fusedMatrixProduct, matrixProduct } from "./matrix-product.js";
import { registerNormalizationGradient } from "./normalization-gradient.js";
import { maxPool, maxPoolGradient } from "./pool.js";
import { registerReluGradient, reluGradient } from "./relu-gradient.js";
import { biasSum, rowsMean, rowsSum } from "./rows.js";

const kernels: readonly Kernel[] = [
  convolution,
  fusedConvolution,
  convolutionInputGradient,
  convolutionFilterGradient,
  depthwiseConvolution,
  fusedDepthwiseConvolution,
  depthwiseInputGradient,
  depthwiseFilterGradient,
  maxPool,
  maxPoolGradient,
  reluGradient,
  matrixProduct,
  fusedMatrixProduct,
  biasSum,
  rowsSum,
  rowsMean,
  identity,
  adamStep,
];

/**
 * Registers on the "wasm" backend, which must be running, kernels of our own: those that training needs and the backend
 * lacks, and those where it is slow or does not agree with the others. What they don't cover goes to the stock ones.
 * Calling it again does nothing.
 */
export function registerWasmKernels(tf: Tf): void {
  if (tf.getKernel(adamStep.name, "wasm") !== undefined) return;
  const hosts = new WeakMap<BackendWasm, KernelHost>();
  const hostOn = (backend: BackendWasm) => {
    const host = hosts.get(backend) ?? kernelHost(tf, backend);
    hosts.set(backend, host);
    return host;
  };
  for (const kernel of kernels) registerOver(tf, kernel, hostOn);
  registerReluGradient(tf);
  registerNormalizationGradient(tf);
}

function registerOver(tf: Tf, kernel: Kernel, hostOn: (backend: BackendWasm) => KernelHost): void {
  const stock = tf.getKernel(kernel.name, "wasm");
  if (stock !== undefined) tf.unregisterKernel(kernel.name, "wasm");
  tf.registerKernel({
    ...stock,
    kernelName: kernel.name,
    backendName: "wasm",
    kernelFunc(call) {
      const { inputs, attrs, backend } = call;
      const attributes = attrs ?? {};
      if (kernel.covers(inputs, attributes)) return kernel.compute(hostOn(backend as BackendWasm), inputs, attributes);
      if (stock === undefined) throw new RangeError(`no ${kernel.name} for these tensors on the wasm backend`);
      return stock.kernelFunc(call);
    },
  });
}
