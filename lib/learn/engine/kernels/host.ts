import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../engine.js";
import { type KernelModule, type LoadedKernels, loadKernels, outOfMemory, type Pointer } from "./module.js";

/** Where a kernel of ours runs: on tensors that lie in the backend's memory. */
export interface KernelHost {
  readonly tf: Tf;
  readonly backend: BackendWasm;
  readonly kernels: KernelModule;
  /** Where a tensor's values lie. They stay there as long as it lives. */
  at(info: TensorInfo): Pointer;
  /** A new tensor of floats, whose values are for the kernel to write. */
  allocate(shape: readonly number[]): TensorInfo;
  /** Calls `use` with 32-bit integers in memory that is freed afterwards. */
  withIntegers(values: readonly number[], use: (pointer: Pointer) => void): void;
}

export function kernelHost(tf: Tf, backend: BackendWasm): KernelHost {
  const loaded = loadKernels(backend);
  return {
    tf,
    backend,
    kernels: loaded.kernels,
    at: (info) => backend.getMemoryOffset(info.dataId),
    allocate(shape) {
      const bytes = 4 * tf.util.sizeFromShape([...shape]);
      // The allocator takes the size modulo 2³², and gives less than was asked for.
      if (bytes >= 2 ** 32) throw outOfMemory(bytes, loaded.buffer().byteLength);
      const info = backend.makeOutput([...shape], "float32");
      if (bytes > 0 && backend.getMemoryOffset(info.dataId) === 0) {
        backend.disposeData(info.dataId);
        throw outOfMemory(bytes, loaded.buffer().byteLength);
      }
      return info;
    },
    withIntegers: (values, use) => withIntegers(loaded, values, use),
  };
}

function withIntegers(
  { malloc, free, buffer }: LoadedKernels,
  values: readonly number[],
  use: (pointer: Pointer) => void,
): void {
  const pointer = malloc(4 * values.length);
  try {
    new Int32Array(buffer(), pointer, values.length).set(values);
    use(pointer);
  } finally {
    free(pointer);
  }
}
