import type { MaxPoolAttrs, MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import { geometryFields } from "./geometry.js";
import type { KernelHost } from "./host.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

/** x [pictures, height, width, channels] → the largest value of each window, [pictures, height', width', channels]. */
export const maxPool = kernel<Tensors<"x">, MaxPoolAttrs>({
  name: "MaxPool",
  covers: ({ x }) => areFloats(x),
  compute(host, { x }, attributes) {
    const info = poolInfo(host, x.shape, attributes);
    const y = host.allocate(info.outShape);
    host.withIntegers(geometryFields(info), (geometry) => host.kernels.maxPool(host.at(x), host.at(y), geometry));
    return y;
  },
});

/** A window's gradient goes to its first largest value; the stock kernel's goes elsewhere in ties and odd sizes. */
export const maxPoolGradient = kernel<Tensors<"dy" | "input">, MaxPoolGradAttrs>({
  name: "MaxPoolGrad",
  covers: ({ dy, input }) => areFloats(dy, input),
  compute(host, { dy, input }, attributes) {
    const info = poolInfo(host, input.shape, attributes);
    const dx = host.allocate(input.shape);
    host.withIntegers(geometryFields(info), (geometry) =>
      host.kernels.maxPoolGradient(host.at(input), host.at(dy), host.at(dx), geometry),
    );
    return dx;
  },
});

function poolInfo(
  { tf }: KernelHost,
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs | MaxPoolGradAttrs,
) {
  const input = shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(input, filterSize, strides, 1, pad, dimRoundingMode);
}
