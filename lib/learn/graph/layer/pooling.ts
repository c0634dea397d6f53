import { type Attribute, bool, float32 } from "../graph.js";
import { expectSetting, type LayerCompiler, type LayerContext, onlyInput, plainLayer } from "../layer.js";
import { pair, windowAttributes } from "./window.js";

export const maxPooling: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x } = onlyInput(layer);
  const attributes = poolAttributes(layer);
  const y = graph.node("MaxPool", [x], attributes);
  return plainLayer(y, (gradient) => graph.node("MaxPoolGrad", [x, y, gradient], attributes));
};

export const averagePooling: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x } = onlyInput(layer);
  const attributes = poolAttributes(layer);
  return plainLayer(graph.node("AvgPool", [x], attributes), (gradient) =>
    graph.node("AvgPoolGrad", [graph.shapeOf(x), gradient], attributes),
  );
};

export const globalAveragePooling: LayerCompiler = (layer) => {
  expectSetting(layer, "dataFormat", "channelsLast");
  const { graph } = layer;
  const { x, shape } = onlyInput(layer);
  const [height = 1, width = 1, channels = 1] = shape;
  return plainLayer(graph.reduce("Mean", x, [1, 2]), (gradient) => {
    const share = graph.float("Mul", gradient, graph.floats([1 / (height * width)]));
    const everywhere = graph.floats(new Array(height * width).fill(1), [height, width, 1]);
    return graph.float("Mul", graph.reshape(share, graph.ints([-1, 1, 1, channels])), everywhere);
  });
};

/** Of equally large values all get the whole gradient, as in TensorFlow.js. */
export const globalMaxPooling: LayerCompiler = (layer) => {
  expectSetting(layer, "dataFormat", "channelsLast");
  const { graph } = layer;
  const { x, shape } = onlyInput(layer);
  const single = graph.ints([-1, 1, 1, shape[2] ?? 1]);
  const y = graph.reduce("Max", x, [1, 2]);
  return plainLayer(y, (gradient) => {
    const largest = graph.node("Equal", [x, graph.reshape(y, single)], { T: float32 });
    return graph.float("Mul", graph.cast(largest, bool, float32), graph.reshape(gradient, single));
  });
};

function poolAttributes(layer: LayerContext): { readonly [name: string]: Attribute } {
  return { ...windowAttributes(layer), ksize: [1, ...pair(layer, "poolSize"), 1] };
}
