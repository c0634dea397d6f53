import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { PipelineError } from "../../../error.js";
import { binary } from "./binary.js";

/** An offset in the backend's memory, in bytes. */
export type Pointer = number;

/** What assembly/ exports; each function is described there. */
export interface KernelModule {
  convolve(x: Pointer, filter: Pointer, y: Pointer, geometry: Pointer, bias: Pointer, cut: boolean): void;
  convolutionInputGradient(dy: Pointer, filter: Pointer, dx: Pointer, geometry: Pointer): void;
  convolutionFilterGradient(x: Pointer, dy: Pointer, dFilter: Pointer, geometry: Pointer): void;
  depthwiseConvolve(x: Pointer, filter: Pointer, y: Pointer, geometry: Pointer, bias: Pointer, cut: boolean): void;
  depthwiseInputGradient(dy: Pointer, filter: Pointer, dx: Pointer, geometry: Pointer): void;
  depthwiseFilterGradient(x: Pointer, dy: Pointer, dFilter: Pointer, geometry: Pointer): void;
  matrixProduct(
    a: Pointer,
    b: Pointer,
    c: Pointer,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    transposeB: boolean,
  ): void;
  maxPool(x: Pointer, y: Pointer, geometry: Pointer): void;
  maxPoolGradient(x: Pointer, dy: Pointer, dx: Pointer, geometry: Pointer): void;
  reluGradient(x: Pointer, dy: Pointer, dx: Pointer, count: number): void;
  addRow(x: Pointer, row: Pointer, y: Pointer, rows: number, columns: number): void;
  finishRows(y: Pointer, rows: number, columns: number, bias: Pointer, cut: boolean): void;
  sumRows(x: Pointer, sum: Pointer, rows: number, columns: number, divisor: number): void;
  adamStep(
    weight: Pointer,
    m: Pointer,
    v: Pointer,
    gradient: Pointer,
    newWeight: Pointer,
    newM: Pointer,
    newV: Pointer,
    count: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    stepSize: number,
    epsilon: number,
    decay: number,
  ): void;
}

/** What Emscripten calls its own, of which the backend's types say nothing. */
interface Emscripten {
  readonly asm: { readonly memory: { readonly buffer: ArrayBuffer } };
  _malloc(bytes: number): number;
  _free(pointer: Pointer): void;
}

export interface LoadedKernels {
  readonly kernels: KernelModule;
  /** The memory as it is now: growing it detaches what was there before. */
  buffer(): ArrayBuffer;
  /** Fails with a `PipelineError` where no such room is left. */
  malloc(bytes: number): Pointer;
  free(pointer: Pointer): void;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Instantiates the kernels on a backend's memory and allocator. */
export function loadKernels(backend: BackendWasm): LoadedKernels {
  const emscripten = backend.wasm as unknown as Emscripten;
  const { memory } = emscripten.asm;
  const malloc = (bytes: number) => {
    // It answers with a signed number, and with 0 where there is no room.
    const pointer = emscripten._malloc(bytes) >>> 0;
    if (pointer === 0) throw outOfMemory(bytes, memory.buffer.byteLength);
    return pointer;
  };
  const free = (pointer: Pointer) => emscripten._free(pointer);
  const module = new WebAssembly.Module(Buffer.from(binary, "base64"));
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory },
    heap: { malloc: (bytes: number) => malloc(bytes >>> 0), free },
  });
  return { kernels: exports as KernelModule, buffer: () => memory.buffer, malloc, free };
}

export function outOfMemory(bytes: number, used: number): PipelineError {
  const mebibytes = (size: number) => `${Math.ceil(size / 2 ** 20)} MiB`;
  return new PipelineError({
    code: "out-of-memory",
    message: `the WebAssembly engine has no room for another ${mebibytes(bytes)} beside its ${mebibytes(used)}`,
    remedy: "Set a smaller batch, or smaller pictures; or train with the native engine.",
  });
}
