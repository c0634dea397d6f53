// The stock WebAssembly backend as a baseline: it can train once the one gradient that it lacks is there.
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Conv2DBackpropFilterAttrs, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import type { Tf } from "../../lib/learn/engine/engine.js";

type Shape4D = [number, number, number, number];

/**
 * Registers, on a "wasm" backend whose other kernels are stock, the gradient of a convolution by its filter, composed of
 * stock kernels: the zero-padded input convolved with the output's gradient, where pictures take the place of channels
 * and the stride becomes a dilation.
 */
export function registerStockGradients(tf: Tf): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, "wasm") !== undefined) return;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      filterGradient(
        tf,
        backend as BackendWasm,
        inputs as { x: TensorInfo; dy: TensorInfo },
        attrs as unknown as Conv2DBackpropFilterAttrs,
      ),
  });
}

/** x [pictures, height, width, in], dy [pictures, out height, out width, out] → [filter height, filter width, in, out]. */
function filterGradient(
  tf: Tf,
  backend: BackendWasm,
  { x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
  { strides, pad, dimRoundingMode, filterShape }: Conv2DBackpropFilterAttrs,
): TensorInfo {
  const run = (kernel: string, inputs: NamedTensorInfoMap, attributes: object) =>
    tf.getKernel(kernel, "wasm").kernelFunc({ inputs, attrs: attributes as NamedAttrMap, backend }) as TensorInfo;
  const shape = x.shape as Shape4D;
  const info = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { top, left, bottom, right } = info.padInfo;
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = run("PadV2", { x }, { paddings, constantValue: 0 });
  const size = [
    info.batchSize,
    (info.outHeight - 1) * info.strideHeight + info.filterHeight,
    (info.outWidth - 1) * info.strideWidth + info.filterWidth,
    info.inChannels,
  ];
  // Rows and columns that the last stride does not reach are left out.
  const reached = run("Slice", { x: padded }, { begin: [0, 0, 0, 0], size });
  const swapped = run("Transpose", { x: reached }, { perm: [3, 1, 2, 0] });
  const filter = run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const dilations = [info.strideHeight, info.strideWidth];
  const gradient = run(
    "Conv2D",
    { x: swapped, filter },
    { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations },
  );
  const result = run("Transpose", { x: gradient }, { perm: [1, 2, 0, 3] });
  for (const { dataId } of [padded, reached, swapped, filter, gradient]) backend.disposeData(dataId);
  return result;
}
