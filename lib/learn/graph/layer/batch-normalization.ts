import { float32, type Graph, int32, type Output, outputAt } from "../graph.js";
import { type Differentiable, type LayerCompiler, type LayerContext, notCompiled, onlyInput } from "../layer.js";

/**
 * Normalises each channel by the batch's mean and variance, then scales and shifts it (Ioffe and Szegedy 2015). Moving
 * averages of both are kept for prediction: of the variance with divisor N, as in TensorFlow.js, where TensorFlow's
 * operation gives it with N − 1.
 */
export const batchNormalization: LayerCompiler = (layer) => {
  const { graph, training } = layer;
  const { x, shape } = onlyInput(layer);
  const channels = shape.at(-1) ?? 1;
  const axis = Number(layer.config.axis ?? -1);
  const isLastAxis = axis === -1 || axis === shape.length;
  if (!isLastAxis || (shape.length !== 1 && shape.length !== 3)) {
    throw notCompiled(layer.name, `axis ${axis} of ${shape.length + 1}`);
  }
  // The operation takes pictures; rows of plain numbers are pictures of one pixel.
  const pictures = shape.length === 3 ? x : graph.reshape(x, graph.ints([-1, 1, 1, channels]));
  const gamma = layer.weight("gamma") ?? graph.floats(new Array(channels).fill(1), [channels]);
  const beta = layer.weight("beta") ?? graph.floats(new Array(channels).fill(0), [channels]);
  const moving = [movingWeight(layer, "moving_mean"), movingWeight(layer, "moving_variance")] as const;
  const attributes = {
    T: float32,
    U: float32,
    epsilon: { float: Number(layer.config.epsilon) },
    data_format: "NHWC",
    is_training: training !== undefined,
  };
  const statistics = training === undefined ? moving : ([graph.floats([], [0]), graph.floats([], [0])] as const);
  const normal = graph.node("FusedBatchNormV3", [pictures, gamma, beta, ...statistics], {
    ...attributes,
    exponential_avg_factor: { float: 1 },
  });
  if (training !== undefined) {
    const variance = graph.float("Mul", outputAt(normal, 2), biasedShare(graph, pictures, channels));
    training.assign("moving_mean", movingAverage(layer, moving[0], outputAt(normal, 1)));
    training.assign("moving_variance", movingAverage(layer, moving[1], variance));
  }
  return {
    output: asShaped(layer, normal, x),
    backward(gradient) {
      const outer = shape.length === 3 ? gradient : graph.reshape(gradient, graph.shapeOf(pictures));
      const reserved = [3, 4, 5].map((index) => outputAt(normal, index));
      const byPictures = graph.node("FusedBatchNormGradV3", [outer, pictures, gamma, ...reserved], attributes);
      return {
        weights: { gamma: outputAt(byPictures, 1), beta: outputAt(byPictures, 2) },
        inputs: () => [asShaped(layer, byPictures, x)],
      };
    },
  } satisfies Differentiable;
};

function asShaped({ graph, inputShapes }: LayerContext, pictures: Output, x: Output): Output {
  return inputShapes[0]?.length === 3 ? pictures : graph.reshape(pictures, graph.shapeOf(x));
}

function movingWeight(layer: LayerContext, name: string): Output {
  const weight = layer.weight(name);
  if (weight === undefined) throw notCompiled(layer.name, `no weight "${name}"`);
  return weight;
}

/** moving − (moving − now)·(1 − momentum), in TensorFlow.js's order. */
function movingAverage({ graph, config }: LayerContext, moving: Output, now: Output): Output {
  const share = graph.floats([1 - Number(config.momentum)]);
  return graph.float("Sub", moving, graph.float("Mul", graph.float("Sub", moving, now), share));
}

/** (N − 1) / N, where N is how many values a channel has in the batch. */
function biasedShare(graph: Graph, pictures: Output, channels: number): Output {
  const size = graph.node("Size", [pictures], { T: float32, out_type: int32 });
  const count = graph.float("RealDiv", graph.cast(size, int32, float32), graph.floats([channels]));
  return graph.float("RealDiv", graph.float("Sub", count, graph.floats([1])), count);
}
