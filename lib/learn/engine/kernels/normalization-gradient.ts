import type { GradConfig, Tensor } from "@tensorflow/tfjs-core";
import type { Tf } from "../engine.js";

/**
 * Has the gradient of a batch normalisation on the "wasm" backend computed from the sums over pixels of dy and of
 * dy · (x − mean) (Ioffe and Szegedy 2015, section 3). TensorFlow.js repeats the deviations over all pixels, which takes
 * as long as the network's convolutions, and goes through dy for each of its five results.
 */
export function registerNormalizationGradient(tf: Tf): void {
  const stock = tf.getGradient(tf.FusedBatchNorm);
  tf.unregisterGradient(tf.FusedBatchNorm);
  tf.registerGradient({
    ...stock,
    gradFunc(dy, saved, attributes) {
      const [x, mean, variance, scale] = saved;
      const isCovered = tf.getBackend() === "wasm" && mean?.rank === 1 && variance?.rank === 1;
      if (!isCovered || x === undefined || scale === undefined || Array.isArray(dy)) {
        return stock.gradFunc(dy, saved, attributes);
      }
      return gradients(tf, { dy, x, mean, variance, scale, epsilon: Number(attributes.varianceEpsilon) });
    },
  });
}

type Gradients = ReturnType<GradConfig["gradFunc"]>;

interface Normalization {
  /** [rows…, channels], as x. */
  readonly dy: Tensor;
  readonly x: Tensor;
  /** [channels], as variance and scale. */
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly scale: Tensor;
  readonly epsilon: number;
}

/** Of y = (x − mean) / √(variance + ε) · scale + offset, by each of the five. */
function gradients(tf: Tf, { dy, x, mean, variance, scale, epsilon }: Normalization): Gradients {
  const rows = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
  const sum = tf.sum(dy, rows);
  const product = tf.tidy(() => tf.sum(tf.mul(dy, tf.sub(x, mean)), rows));
  const perDeviation = tf.tidy(() => tf.rsqrt(tf.add(variance, epsilon)));
  const factor = tf.mul(perDeviation, scale);
  return {
    x: () => tf.mul(dy, factor),
    mean: () => tf.neg(tf.mul(factor, sum)),
    variance: () => tf.mul(tf.mul(factor, tf.mul(tf.square(perDeviation), -0.5)), product),
    scale: () => tf.mul(product, perDeviation),
    offset: () => tf.clone(sum),
  };
}
