import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { KernelHost } from "./host.js";

/** One kernel, with inputs and attributes as TensorFlow.js's own kernel of that name takes them. */
export interface Kernel {
  readonly name: string;
  /** Whether it computes these; where not, the stock kernel does. */
  covers(inputs: NamedTensorInfoMap, attributes: NamedAttrMap): boolean;
  compute(host: KernelHost, inputs: NamedTensorInfoMap, attributes: NamedAttrMap): TensorInfo | TensorInfo[];
}

export type Tensors<Name extends string> = { readonly [Each in Name]: TensorInfo };

/** A kernel that knows its inputs and attributes by their types; the registry hands them over without. */
export function kernel<Inputs, Attributes>(typed: {
  readonly name: string;
  readonly covers: (inputs: Inputs, attributes: Attributes) => boolean;
  readonly compute: (host: KernelHost, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[];
}): Kernel {
  return {
    name: typed.name,
    covers: (inputs, attributes) => typed.covers(inputs as Inputs, attributes as Attributes),
    compute: (host, inputs, attributes) => typed.compute(host, inputs as Inputs, attributes as Attributes),
  };
}

export function areFloats(...infos: readonly (TensorInfo | undefined)[]): boolean {
  return infos.every((info) => info === undefined || info.dtype === "float32");
}
