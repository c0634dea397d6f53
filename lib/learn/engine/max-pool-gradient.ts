import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { WasmKernels } from "./wasm-kernels.js";

export interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * The gradient of a max pool by its input, shaped as the input: each window's gradient goes to its first largest value
 * in row-major order, as on the CPU backend and in TensorFlow; to none where a window holds nothing but NaN.
 *
 * input is [pictures, height, width, channels], dy [pictures, out height, out width, channels].
 */
export function poolGradient(
  { tf, backend }: WasmKernels,
  { dy, input }: { readonly dy: TensorInfo; readonly input: TensorInfo },
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, outHeight, outWidth, inChannels } = info;
  const result = backend.makeOutput(shape, "float32");
  // Views are taken after the output is made: growing the heap detaches them.
  const gradient = backend.typedArrayFromHeap(result);
  const values = backend.typedArrayFromHeap(input);
  const outer = backend.typedArrayFromHeap(dy);
  gradient.fill(0);
  for (let picture = 0, from = 0; picture < info.batchSize; picture++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - info.padInfo.top;
      const firstRow = Math.max(0, top);
      const endRow = Math.min(inHeight, top + info.effectiveFilterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - info.padInfo.left;
        const firstColumn = Math.max(0, left);
        const endColumn = Math.min(inWidth, left + info.effectiveFilterWidth);
        for (let channel = 0; channel < inChannels; channel++, from++) {
          let largest = Number.NEGATIVE_INFINITY;
          let place = -1;
          for (let row = firstRow; row < endRow; row++) {
            const rowStart = (picture * inHeight + row) * inWidth;
            for (let column = firstColumn; column < endColumn; column++) {
              const index = (rowStart + column) * inChannels + channel;
              const value = values[index] as number;
              if (value > largest) {
                largest = value;
                place = index;
              }
            }
          }
          if (place >= 0) gradient[place] = (gradient[place] as number) + (outer[from] as number);
        }
      }
    }
  }
  return result;
}
