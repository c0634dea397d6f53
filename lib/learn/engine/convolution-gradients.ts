import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmKernels } from "./wasm-kernels.js";

type Shape4D = [number, number, number, number];

export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dataFormat?: string;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * The gradient of a convolution by its filter, [filter height, filter width, in, out]: itself a convolution, of the
 * zero-padded input with the output's gradient as its filter. Pictures take the place of channels, and the stride
 * becomes a dilation.
 *
 * x is [pictures, height, width, in], dy [pictures, out height, out width, out], channels last.
 */
export function filterGradient(
  kernels: WasmKernels,
  { x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
  attributes: ConvolutionAttributes & { readonly filterShape: Shape4D },
): TensorInfo {
  const { run, free } = kernels;
  const info = geometry(kernels, x.shape, attributes.filterShape, attributes);
  const padded = placeOnZeros(kernels, x, {
    height: (info.outHeight - 1) * info.strideHeight + info.filterHeight,
    width: (info.outWidth - 1) * info.strideWidth + info.filterWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    rowStep: 1,
    columnStep: 1,
  });
  const swapped = run("Transpose", { x: padded }, { perm: [3, 1, 2, 0] });
  const filter = run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const gradient = convolve(kernels, swapped, filter, [info.strideHeight, info.strideWidth]);
  const result = run("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] });
  free(padded, swapped, filter, gradient);
  return result;
}

/**
 * The gradient of a convolution by its input, shaped as the input: the output's gradient, its rows and columns a stride
 * apart among zeros, convolved with the filter turned by 180° and its in and out channels swapped.
 */
export function inputGradient(
  kernels: WasmKernels,
  { dy, filter }: { readonly dy: TensorInfo; readonly filter: TensorInfo },
  attributes: ConvolutionAttributes & { readonly inputShape: Shape4D },
): TensorInfo {
  const { run, free } = kernels;
  const info = geometry(kernels, attributes.inputShape, filter.shape, attributes);
  const spread = placeOnZeros(kernels, dy, {
    height: info.inHeight + info.filterHeight - 1,
    width: info.inWidth + info.filterWidth - 1,
    top: info.filterHeight - 1 - info.padInfo.top,
    left: info.filterWidth - 1 - info.padInfo.left,
    rowStep: info.strideHeight,
    columnStep: info.strideWidth,
  });
  const turned = run("Reverse", { x: filter }, { dims: [0, 1] });
  const swapped = run("Transpose", { x: turned }, { perm: [0, 1, 3, 2] });
  const gradient = convolve(kernels, spread, swapped, [1, 1]);
  free(spread, turned, swapped);
  return gradient;
}

function geometry(
  { tf }: WasmKernels,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttributes,
) {
  if (dataFormat !== undefined && dataFormat !== "NHWC") throw new RangeError(`no gradient for ${dataFormat} data`);
  const [input, filter] = [inputShape as Shape4D, filterShape as Shape4D];
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode);
}

function convolve({ run }: WasmKernels, x: TensorInfo, filter: TensorInfo, dilations: [number, number]): TensorInfo {
  return run("Conv2D", { x, filter }, { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations });
}

interface Canvas {
  readonly height: number;
  readonly width: number;
  /** Where the first row and column come to lie; negative where they are cut off. */
  readonly top: number;
  readonly left: number;
  /** From one row or column to the next. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** A new tensor of zeros, [pictures, height, width, channels], with x's rows and columns set on it. */
function placeOnZeros({ backend }: WasmKernels, x: TensorInfo, canvas: Canvas): TensorInfo {
  const [pictures = 0, inHeight = 0, inWidth = 0, channels = 0] = x.shape;
  const { height, width, top, left, rowStep, columnStep } = canvas;
  const result = backend.makeOutput([pictures, height, width, channels], "float32");
  // Views are taken after the output is made: growing the heap detaches them.
  const target = backend.typedArrayFromHeap(result);
  const source = backend.typedArrayFromHeap(x);
  target.fill(0);
  const firstColumn = Math.max(0, Math.ceil(-left / columnStep));
  const endColumn = Math.min(inWidth, Math.ceil((width - left) / columnStep));
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < inHeight; row++) {
      const targetRow = top + row * rowStep;
      if (targetRow < 0 || targetRow >= height) continue;
      let from = ((picture * inHeight + row) * inWidth + firstColumn) * channels;
      let to = ((picture * height + targetRow) * width + left + firstColumn * columnStep) * channels;
      if (columnStep === 1) {
        target.set(source.subarray(from, from + (endColumn - firstColumn) * channels), to);
        continue;
      }
      for (let column = firstColumn; column < endColumn; column++) {
        target.set(source.subarray(from, from + channels), to);
        from += channels;
        to += columnStep * channels;
      }
    }
  }
  return result;
}
