// Small networks, one for each kind of layer, with random weights and a batch to train them on.
import type { Engine, Layer, LayersModel, SymbolicTensor, Tf } from "../../../lib/learn/engine/engine.js";
import { random } from "../../../lib/learn/random.js";
import type { LabelledBatch } from "../../../lib/learn/training/learner.js";

export const classes = 3;

export interface Example {
  readonly layers: (tf: Tf) => readonly Layer[];
  /** Height, width, channels. */
  readonly shape?: readonly [number, number, number];
}

type Layers = Tf["layers"];
const on = (shape: Example["shape"], ...make: ((layers: Layers) => Layer)[]): Example => ({
  ...(shape === undefined ? {} : { shape }),
  layers: (tf) => make.map((one) => one(tf.layers)),
});

const conv = (settings: object) => (layers: Layers) =>
  layers.conv2d({ filters: 4, kernelSize: 3, activation: "tanh", ...settings });
const activations = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "selu",
  "tanh",
  "sigmoid",
  "softplus",
  "softsign",
  "swish",
  "softmax",
];

/** Every layer that is compiled, in the settings that matter. */
export const examples: { readonly [name: string]: Example } = {
  "convolution, valid": on(undefined, conv({ padding: "valid" })),
  "convolution, same": on(undefined, conv({ padding: "same" })),
  "convolution, strides 2, same, odd size": on([9, 7, 2], conv({ padding: "same", strides: 2 })),
  "convolution, even kernel, unlike strides": on(
    [8, 9, 3],
    conv({ kernelSize: [2, 4], strides: [2, 1], padding: "same" }),
  ),
  "convolution without bias": on(undefined, conv({ useBias: false, padding: "same" })),
  "two convolutions": on(undefined, conv({ padding: "same" }), conv({ padding: "valid" })),
  "depthwise convolution": on([7, 6, 3], conv({}), (layers) =>
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same", activation: "tanh" }),
  ),
  "depthwise convolution, strides 2, valid": on([8, 7, 3], conv({}), (layers) =>
    layers.depthwiseConv2d({ kernelSize: 2, strides: 2, padding: "valid" }),
  ),
  "separable convolution": on([7, 6, 3], conv({}), (layers) =>
    layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, padding: "same", activation: "tanh" }),
  ),
  "max pooling": on(undefined, conv({}), (layers) => layers.maxPooling2d({ poolSize: 2, strides: 2 })),
  "max pooling, overlapping, same": on([9, 8, 2], conv({}), (layers) =>
    layers.maxPooling2d({ poolSize: [3, 2], strides: [2, 1], padding: "same" }),
  ),
  "average pooling": on(undefined, conv({}), (layers) => layers.averagePooling2d({ poolSize: 2, strides: 2 })),
  "average pooling, overlapping, same": on([9, 8, 2], conv({}), (layers) =>
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ),
  "global average pooling": on(undefined, conv({}), (layers) => layers.globalAveragePooling2d({})),
  "global max pooling": on(undefined, conv({}), (layers) => layers.globalMaxPooling2d({})),
  dense: on(
    undefined,
    (layers) => layers.flatten({}),
    (layers) => layers.dense({ units: 5, activation: "tanh" }),
  ),
  "dense without bias": on(
    undefined,
    (layers) => layers.flatten({}),
    (layers) => layers.dense({ units: 5, useBias: false }),
  ),
  "batch normalisation of pictures": on(undefined, conv({}), (layers) => layers.batchNormalization({}), conv({})),
  "batch normalisation of rows": on(
    undefined,
    (layers) => layers.flatten({}),
    (layers) => layers.dense({ units: 4, useBias: false }),
    (layers) => layers.batchNormalization({ momentum: 0.8, epsilon: 1e-2 }),
  ),
  "leaky relu": on(undefined, conv({ activation: "linear" }), (layers) => layers.leakyReLU({ alpha: 0.2 })),
  "relu layer": on(undefined, conv({ activation: "linear" }), (layers) => layers.reLU({})),
  "relu layer up to 6": on(undefined, conv({ activation: "linear" }), (layers) => layers.reLU({ maxValue: 6 })),
  ...Object.fromEntries(
    activations.map((activation) => [
      `activation ${activation}`,
      on(undefined, conv({ activation: "linear" }), (layers) =>
        layers.activation({ activation: activation as "relu" }),
      ),
    ]),
  ),
};

/** A model of the layers, then flattened, one dense layer to the classes, and softmax; all weights random. */
export function sequential(engine: Engine, { layers, shape = [7, 7, 2] }: Example): LayersModel {
  const { tf } = engine;
  const model = tf.sequential();
  const [first, ...rest] = layers(tf);
  model.add(tf.layers.inputLayer({ inputShape: [...shape] }));
  for (const layer of [first, ...rest]) if (layer !== undefined) model.add(layer);
  if ((model.outputShape as unknown[]).length > 2) model.add(tf.layers.flatten({}));
  model.add(tf.layers.dense({ units: classes }));
  model.add(tf.layers.softmax());
  randomise(engine, model);
  return model;
}

/** Convolutions with two residual sums, of which one adds three. */
export function residual(engine: Engine): LayersModel {
  const { tf } = engine;
  const conv = () => tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", activation: "tanh" });
  const input = tf.input({ shape: [6, 6, 2] });
  const first = conv().apply(input) as SymbolicTensor;
  const second = conv().apply(first) as SymbolicTensor;
  const sum = tf.layers.add().apply([first, second]) as SymbolicTensor;
  const third = conv().apply(sum) as SymbolicTensor;
  const all = tf.layers.add().apply([third, sum, first]) as SymbolicTensor;
  const flat = tf.layers.flatten().apply(all) as SymbolicTensor;
  const logits = tf.layers.dense({ units: classes }).apply(flat) as SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: tf.layers.softmax().apply(logits) as SymbolicTensor });
  randomise(engine, model);
  return model;
}

export function randomise({ tf }: Engine, model: LayersModel): void {
  const source = random("weights", model.weights.length);
  const tensors = model.weights.map(({ originalName, shape }) => {
    const size = shape.map(Number).reduce((product, length) => product * length, 1);
    const isScale = originalName.endsWith("variance") || originalName.endsWith("gamma");
    const values = Float32Array.from({ length: size }, () => (isScale ? 0.5 + source.next() : source.next() - 0.5));
    return tf.tensor(values, shape.map(Number));
  });
  model.setWeights(tensors);
  tf.dispose(tensors);
}

export function batchFor(model: LayersModel, rows = 6): LabelledBatch {
  const [height = 0, width = 0, channels = 0] = (model.inputs[0]!.shape as number[]).slice(1);
  const source = random("batch");
  const pixels = Uint8Array.from({ length: rows * height * width * channels }, () => source.below(256));
  return {
    rows,
    height,
    width,
    channels,
    pixels,
    labels: Int32Array.from({ length: rows }, () => source.below(classes)),
  };
}
