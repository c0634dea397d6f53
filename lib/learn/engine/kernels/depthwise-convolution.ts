import type {
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  FusedDepthwiseConv2DAttrs,
  TensorInfo,
} from "@tensorflow/tfjs-core";
import { geometryFields } from "./geometry.js";
import type { KernelHost } from "./host.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

type Shape4D = [number, number, number, number];
type Layout = Pick<DepthwiseConv2dNativeAttrs, "strides" | "pad" | "dilations" | "dimRoundingMode">;

/** The stock kernel writes nothing where a stride is larger than the filter. */
export const depthwiseConvolution = kernel<Tensors<"x" | "filter">, DepthwiseConv2dNativeAttrs>({
  name: "DepthwiseConv2dNative",
  covers: ({ x, filter }, { dataFormat }) => areFloats(x, filter) && dataFormat !== "NCHW",
  compute: (host, { x, filter }, attributes) => convolve(host, x, filter, attributes),
});

type FusedInputs = Tensors<"x" | "filter"> & { readonly bias?: TensorInfo };

/** A depthwise convolution, a bias [out] and a relu in one. */
export const fusedDepthwiseConvolution = kernel<FusedInputs, FusedDepthwiseConv2DAttrs>({
  name: "FusedDepthwiseConv2D",
  covers: ({ x, filter, bias }, { dataFormat, activation }) =>
    areFloats(x, filter, bias) &&
    dataFormat !== "NCHW" &&
    (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === outChannels(filter))) &&
    (activation === "linear" || activation === "relu"),
  compute: (host, { x, filter, bias }, attributes) =>
    convolve(host, x, filter, attributes, bias, attributes.activation),
});

export const depthwiseInputGradient = kernel<Tensors<"dy" | "filter">, DepthwiseConv2dNativeBackpropInputAttrs>({
  name: "DepthwiseConv2dNativeBackpropInput",
  covers: ({ dy, filter }) => areFloats(dy, filter),
  compute(host, { dy, filter }, { inputShape, ...layout }) {
    const info = depthwiseInfo(host, inputShape, filter.shape, layout);
    const dx = host.allocate(inputShape);
    host.withIntegers(geometryFields(info), (geometry) =>
      host.kernels.depthwiseInputGradient(host.at(dy), host.at(filter), host.at(dx), geometry),
    );
    return dx;
  },
});

export const depthwiseFilterGradient = kernel<Tensors<"x" | "dy">, DepthwiseConv2dNativeBackpropFilterAttrs>({
  name: "DepthwiseConv2dNativeBackpropFilter",
  covers: ({ x, dy }) => areFloats(x, dy),
  compute(host, { x, dy }, { filterShape, ...layout }) {
    const info = depthwiseInfo(host, x.shape, filterShape, layout);
    const dFilter = host.allocate(filterShape);
    host.withIntegers(geometryFields(info), (geometry) =>
      host.kernels.depthwiseFilterGradient(host.at(x), host.at(dy), host.at(dFilter), geometry),
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
  const info = depthwiseInfo(host, x.shape, filter.shape, layout);
  const y = host.allocate(info.outShape);
  const [addend, cut] = [bias === undefined ? 0 : host.at(bias), activation === "relu"];
  host.withIntegers(geometryFields(info), (geometry) =>
    host.kernels.depthwiseConvolve(host.at(x), host.at(filter), host.at(y), geometry, addend, cut),
  );
  return y;
}

function outChannels({ shape: [, , channels = 0, multiplier = 0] }: TensorInfo): number {
  return channels * multiplier;
}

function depthwiseInfo(
  { tf }: KernelHost,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode }: Layout,
) {
  const [input, filter] = [inputShape as Shape4D, filterShape as Shape4D];
  return tf.backend_util.computeConv2DInfo(input, filter, strides, dilations ?? 1, pad, dimRoundingMode, true);
}
