import { PipelineError } from "../error.js";
import type { Engine, Layer, LayersModel, SymbolicTensor, Tf } from "./engine/engine.js";
import { random } from "./random.js";

/** Pictures as a network takes them. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  /** 1 grey, 3 RGB. */
  readonly channels: number;
}

export const networkNames = ["article-cnn", "resnet-8"] as const;
export type NetworkName = (typeof networkNames)[number];

interface Network {
  /** Pictures must have at least this height and width, in pixels. */
  readonly smallest: number;
  /** Adds layers from pictures [n, height, width, channels] in 0…1 to logits [n, classes]. */
  logits(tf: Tf, picture: SymbolicTensor, classes: number): SymbolicTensor;
}

const networks: { readonly [Name in NetworkName]: Network } = {
  "article-cnn": { smallest: 8, logits: articleCnn },
  "resnet-8": { smallest: 8, logits: resnet8 },
};

/** Three convolutions with max pooling and a hidden layer, as in the article. */
function articleCnn({ layers }: Tf, picture: SymbolicTensor, classes: number): SymbolicTensor {
  const convolved = [32, 64, 128].flatMap((filters, index) => [
    layers.conv2d({ ...blank, name: `convolution_${index + 1}`, filters, kernelSize: 3, activation: "relu" }),
    layers.maxPooling2d({ name: `pool_${index + 1}`, poolSize: 2, strides: 2 }),
  ]);
  return stack(picture, [
    ...convolved,
    layers.flatten({ name: "flatten" }),
    layers.dense({ ...blank, name: "hidden", units: 128, activation: "relu" }),
    layers.dense({ ...blank, name: "logits", units: classes }),
  ]);
}

/** The smallest residual network of He et al. 2016 for small pictures (6n + 2 layers, n = 1), with projections. */
function resnet8({ layers }: Tf, picture: SymbolicTensor, classes: number): SymbolicTensor {
  const convolve = (name: string, filters: number, kernelSize: number, strides: number) => [
    layers.conv2d({ ...blank, name: `${name}_convolution`, filters, kernelSize, strides, useBias: false }),
    layers.batchNormalization({ name: `${name}_normalization` }),
  ];
  const relu = (name: string) => layers.activation({ name: `${name}_relu`, activation: "relu" });
  let x = stack(picture, [...convolve("stem", 16, 3, 1), relu("stem")]);
  for (const [index, filters] of [16, 32, 64].entries()) {
    const name = `block_${index + 1}`;
    const strides = index === 0 ? 1 : 2;
    const shortcut = index === 0 ? x : stack(x, convolve(`${name}_shortcut`, filters, 1, strides));
    const first = [...convolve(`${name}_first`, filters, 3, strides), relu(`${name}_first`)];
    const residual = stack(x, [...first, ...convolve(`${name}_second`, filters, 3, 1)]);
    const sum = layers.add({ name: `${name}_sum` }).apply([residual, shortcut]) as SymbolicTensor;
    x = stack(sum, [relu(name)]);
  }
  return stack(x, [
    layers.globalAveragePooling2d({ name: "average" }),
    layers.dense({ ...blank, name: "logits", units: classes }),
  ]);
}

/** Kernels are drawn after the network is built. */
const blank = { padding: "same", kernelInitializer: "zeros" } as const;

function stack(x: SymbolicTensor, layers: readonly Layer[]): SymbolicTensor {
  return layers.reduce((output, layer) => layer.apply(output) as SymbolicTensor, x);
}

/**
 * Builds a network for pictures of one shape: [n, height, width, channels] in 0…1 → probabilities, [n, classes]. Its
 * layers have names of their own, and its weights depend on `seed` alone: kernels Glorot-uniform, scales and variances
 * 1, the others 0, the same bits on every engine. Fails with a `PipelineError` where the pictures are too small for it.
 */
export function buildNetwork(
  { tf }: Engine,
  { network, shape, classes, seed }: { network: NetworkName; shape: PictureShape; classes: number; seed: number },
): LayersModel {
  const { smallest, logits } = networks[network];
  if (shape.height < smallest || shape.width < smallest) {
    throw new PipelineError({
      code: "picture-too-small",
      message: `${network} needs pictures of at least ${smallest}×${smallest}; these are ${shape.width}×${shape.height}`,
      remedy: "Set a larger width and height where the pictures are resized.",
    });
  }
  const picture = tf.input({ shape: [shape.height, shape.width, shape.channels], name: "picture" });
  const probabilities = tf.layers.softmax({ name: "probabilities" });
  const model = tf.model({
    inputs: picture,
    outputs: stack(logits(tf, picture, classes), [probabilities]),
    name: network,
  });
  initialise(tf, model, seed);
  return model;
}

function initialise(tf: Tf, model: LayersModel, seed: number): void {
  const tensors = model.weights.map(({ originalName, shape }) => {
    const sizes = shape.map(Number);
    const count = sizes.reduce((product, size) => product * size, 1);
    const isKernel = originalName.endsWith("kernel");
    const isOne = originalName.endsWith("/gamma") || originalName.endsWith("/moving_variance");
    const values = isKernel ? glorotUniform(sizes, seed, originalName) : new Float32Array(count).fill(isOne ? 1 : 0);
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
