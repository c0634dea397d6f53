import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "../engine.js";
import { areFloats, kernel, type Tensors } from "./kernel.js";

const RELU_GRADIENT = "ReluGrad";

/** dy where x > 0, and 0 elsewhere: in one pass what TensorFlow.js composes of a step, a cast and a product. */
export const reluGradient = kernel<Tensors<"dy" | "x">, object>({
  name: RELU_GRADIENT,
  covers: ({ dy, x }) => areFloats(dy, x),
  compute(host, { dy, x }) {
    const dx = host.allocate(x.shape);
    host.kernels.reluGradient(host.at(x), host.at(dy), host.at(dx), host.tf.util.sizeFromShape(x.shape));
    return dx;
  },
});

/** Has the gradient of a relu computed by that kernel on the backends that have it. */
export function registerReluGradient(tf: Tf): void {
  const stock = tf.getGradient(tf.Relu);
  tf.unregisterGradient(tf.Relu);
  tf.registerGradient({
    ...stock,
    gradFunc(dy, saved, attributes) {
      const [x] = saved;
      const isOurs = tf.getKernel(RELU_GRADIENT, tf.getBackend()) !== undefined;
      if (!isOurs || x === undefined || Array.isArray(dy) || !areFloats(dy, x)) {
        return stock.gradFunc(dy, saved, attributes);
      }
      return { x: () => tf.engine().runKernel<Tensor>(RELU_GRADIENT, { dy, x }) };
    },
  });
}
