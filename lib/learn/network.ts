import { PipelineError } from "../error.js";
import type { Engine, Layer, LayersModel, Tf } from "./engine/engine.js";
import { random } from "./random.js";

/** Pictures as a network takes them. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 RGB. */
  readonly channels: number;
}

export const networkNames = ["article-cnn"] as const;
export type NetworkName = (typeof networkNames)[number];

interface Network {
  /** Pictures must have at least this height and width, in pixels. */
  readonly smallest: number;
  /** Pictures [n, height, width, channels] in 0…1 → logits, [n, classes]. Softmax is added to what it returns. */
  readonly layers: (tf: Tf, classes: number) => Layer[];
}

const networks: { readonly [Name in NetworkName]: Network } = {
  "article-cnn": {
    smallest: 8,
    layers: (tf, classes) => [
      ...[32, 64, 128].flatMap((filters, index) => [
        tf.layers.conv2d({
          name: `convolution_${index + 1}`,
          filters,
          kernelSize: 3,
          padding: "same",
          activation: "relu",
          kernelInitializer: "zeros",
        }),
        tf.layers.maxPooling2d({ name: `pool_${index + 1}`, poolSize: 2, strides: 2 }),
      ]),
      tf.layers.flatten({ name: "flatten" }),
      tf.layers.dense({ name: "hidden", units: 128, activation: "relu", kernelInitializer: "zeros" }),
      tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" }),
    ],
  },
};

/**
 * Builds a network for pictures of one shape: [n, height, width, channels] in 0…1 → probabilities, [n, classes]. Its
 * layers have names of their own, and its weights depend on `seed` alone: kernels Glorot-uniform, biases 0, the same
 * bits on every engine. Fails with a `PipelineError` where the pictures are too small for it.
 */
export function buildNetwork(
  { tf }: Engine,
  { network, shape, classes, seed }: { network: NetworkName; shape: PictureShape; classes: number; seed: number },
): LayersModel {
  const { smallest, layers } = networks[network];
  if (shape.height < smallest || shape.width < smallest) {
    throw new PipelineError({
      code: "picture-too-small",
      message: `${network} needs pictures of at least ${smallest}×${smallest}; these are ${shape.width}×${shape.height}`,
      remedy: "Set a larger width and height where the pictures are resized.",
    });
  }
  const picture = tf.input({ shape: [shape.height, shape.width, shape.channels], name: "picture" });
  const stacked = [...layers(tf, classes), tf.layers.softmax({ name: "probabilities" })];
  let output = picture;
  for (const layer of stacked) output = layer.apply(output) as typeof picture;
  const model = tf.model({ inputs: picture, outputs: output, name: network });
  initialise(tf, model, seed);
  return model;
}

/** The part of a network before its softmax, sharing its weights: pictures → logits, [n, classes]. */
export function logitsOf({ tf }: Engine, model: LayersModel): LayersModel {
  return tf.model({ inputs: model.inputs, outputs: model.getLayer("logits").output });
}

function initialise(tf: Tf, model: LayersModel, seed: number): void {
  const tensors = model.weights.map(({ originalName, shape }) => {
    const sizes = shape.map(Number);
    const values = originalName.endsWith("/bias")
      ? new Float32Array(sizes.reduce((product, size) => product * size, 1))
      : glorotUniform(sizes, seed, originalName);
    return tf.tensor(values, sizes);
  });
  model.setWeights(tensors);
  tf.dispose(tensors);
}

/**
 * Weights drawn evenly from ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010, equation 16), where a fan is the number
 * of channels times the filter's area. `shape` ends with [in, out].
 */
export function glorotUniform(shape: readonly number[], ...seed: readonly (string | number)[]): Float32Array {
  const [fanIn = 1, fanOut = 1] = shape.slice(-2);
  const area = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const limit = Math.sqrt(6 / (area * (fanIn + fanOut)));
  const source = random("glorot-uniform", ...seed);
  return Float32Array.from({ length: area * fanIn * fanOut }, () => (2 * source.next() - 1) * limit);
}
