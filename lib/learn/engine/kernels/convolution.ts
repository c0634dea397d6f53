import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  FusedConv2DAttrs,
  TensorInfo,
} from "@tensorflow/tfjs-core";
import { geometryFields } from "./geometry.js";
import type { KernelHost } from "./host.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

type Shape4D = [number, number, number, number];

interface Layout {
  readonly strides: number | [number, number];
  readonly pad: Conv2DAttrs["pad"];
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** x [pictures, height, width, in], filter [filter height, filter width, in, out] → [pictures, height', width', out]. */
export const convolution = kernel<Tensors<"x" | "filter">, Conv2DAttrs>({
  name: "Conv2D",
  covers: ({ x, filter }, { dataFormat }) => areFloats(x, filter) && dataFormat !== "NCHW",
  compute: (host, { x, filter }, attributes) => convolve(host, x, filter, attributes),
});

/** A convolution, a bias [out] and a relu in one. */
export const fusedConvolution = kernel<Tensors<"x" | "filter"> & { readonly bias?: TensorInfo }, FusedConv2DAttrs>({
  name: "FusedConv2D",
  covers: ({ x, filter, bias }, { dataFormat, activation }) =>
    areFloats(x, filter, bias) &&
    dataFormat !== "NCHW" &&
    (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === filter.shape[3])) &&
    (activation === "linear" || activation === "relu"),
  compute: (host, { x, filter, bias }, attributes) =>
    convolve(host, x, filter, attributes, bias, attributes.activation),
});

export const convolutionInputGradient = kernel<Tensors<"dy" | "filter">, Conv2DBackpropInputAttrs>({
  name: "Conv2DBackpropInput",
  covers: ({ dy, filter }, { dataFormat }) => areFloats(dy, filter) && dataFormat !== "NCHW",
  compute(host, { dy, filter }, { inputShape, ...layout }) {
    const info = convolutionInfo(host, inputShape, filter.shape, layout);
    const dx = host.allocate(inputShape);
    host.withIntegers(geometryFields(info), (geometry) =>
      host.kernels.convolutionInputGradient(host.at(dy), host.at(filter), host.at(dx), geometry),
    );
    return dx;
  },
});

export const convolutionFilterGradient = kernel<Tensors<"x" | "dy">, Conv2DBackpropFilterAttrs>({
  name: "Conv2DBackpropFilter",
  covers: ({ x, dy }, { dataFormat }) => areFloats(x, dy) && dataFormat !== "NCHW",
  compute(host, { x, dy }, { filterShape, ...layout }) {
    const info = convolutionInfo(host, x.shape, filterShape, layout);
    const dFilter = host.allocate(filterShape);
    host.withIntegers(geometryFields(info), (geometry) =>
      host.kernels.convolutionFilterGradient(host.at(x), host.at(dy), host.at(dFilter), geometry),
    );
    return dFilter;
  },
});

function convolve(
  host: KernelHost,
  x: TensorInfo,
  filter: TensorInfo,
  layout: Layout,
  bias?: TensorInfo,
  activation?: string,
): TensorInfo {
  const info = convolutionInfo(host, x.shape, filter.shape, layout);
  const y = host.allocate(info.outShape);
  host.withIntegers(geometryFields(info), (geometry) =>
    host.kernels.convolve(
      host.at(x),
      host.at(filter),
      host.at(y),
      geometry,
      bias === undefined ? 0 : host.at(bias),
      activation === "relu",
    ),
  );
  return y;
}

function convolutionInfo(
  { tf }: KernelHost,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: Layout,
) {
  const [input, filter] = [inputShape as Shape4D, filterShape as Shape4D];
  return tf.backend_util.computeConv2DInfo(input, filter, strides, dilations ?? 1, pad, dimRoundingMode);
}
