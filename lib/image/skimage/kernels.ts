import { binary } from "./binary.js";

/** An offset in the kernels' memory, in bytes. */
export type Pointer = number;

/** What assembly/ exports; each function is described there. */
interface Exports {
  filterColumns(
    rows: Pointer,
    pitch: number,
    pairs: number,
    weights: Pointer,
    out: Pointer,
    columns: number,
    more: boolean,
  ): void;
  filterColorRow(row: Pointer, places: Pointer, weights: Pointer, out: Pointer, width: number): void;
  filterGrayRow(row: Pointer, places: Pointer, weights: Pointer, out: Pointer, width: number): void;
  least(at: Pointer, length: number, known: number): number;
  greatest(at: Pointer, length: number, known: number): number;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { readonly initial: number }) => Memory;
};

const PAGE = 65_536;

/** The kernels, on memory of their own. */
export interface Kernels extends Exports {
  /** The memory, grown to at least so many bytes. Views of it hold until it grows again. */
  memory(bytes: number): ArrayBuffer;
}

export function loadKernels(): Kernels {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(Buffer.from(binary, "base64"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    ...(exports as Exports),
    memory(bytes) {
      const missing = bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return memory.buffer;
    },
  };
}
