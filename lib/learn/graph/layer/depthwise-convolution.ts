import type { Attribute, Graph, Output } from "../graph.js";
import { type LayerCompiler, type LayerContext, notCompiled, onlyInput } from "../layer.js";
import { addBiasAndActivate } from "./bias.js";
import { type Convolution, convolve, weightOf } from "./convolution.js";
import { pair, windowAttributes } from "./window.js";

/** Every channel by filters of its own: kernel [height, width, in, filters a channel]. */
export const depthwiseConvolution: LayerCompiler = (layer) => {
  const { x } = onlyInput(layer);
  const sums = convolveDepthwise(layer.graph, x, weightOf(layer, "depthwise_kernel"), squareAttributes(layer));
  const rest = addBiasAndActivate(layer, sums.output);
  return {
    output: rest.output,
    backward(gradient) {
      const after = rest.backward(gradient);
      return {
        weights: { ...after.weights, depthwise_kernel: sums.byKernel(after.sums) },
        inputs: () => [sums.byInput(after.sums)],
      };
    },
  };
};

/** A depthwise convolution, then one of 1×1: kernels [height, width, in, filters a channel] and [1, 1, those, out]. */
export const separableConvolution: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x } = onlyInput(layer);
  const attributes = squareAttributes(layer);
  const depthwise = convolveDepthwise(graph, x, weightOf(layer, "depthwise_kernel"), attributes);
  const pointwise = convolve(graph, depthwise.output, weightOf(layer, "pointwise_kernel"), {
    ...attributes,
    strides: [1, 1, 1, 1],
  });
  const rest = addBiasAndActivate(layer, pointwise.output);
  return {
    output: rest.output,
    backward(gradient) {
      const after = rest.backward(gradient);
      const between = pointwise.byInput(after.sums);
      return {
        weights: {
          ...after.weights,
          pointwise_kernel: pointwise.byKernel(after.sums),
          depthwise_kernel: depthwise.byKernel(between),
        },
        inputs: () => [depthwise.byInput(between)],
      };
    },
  };
};

/** TensorFlow convolves depthwise with one stride for both axes. */
function squareAttributes(layer: LayerContext): { readonly [name: string]: Attribute } {
  const [rows, columns] = pair(layer, "strides");
  if (rows !== columns) throw notCompiled(layer.name, `strides ${rows} and ${columns}`);
  return windowAttributes(layer);
}

function convolveDepthwise(
  graph: Graph,
  x: Output,
  kernel: Output,
  attributes: { readonly [name: string]: Attribute },
): Convolution {
  const op = "DepthwiseConv2dNative";
  return {
    output: graph.node(op, [x, kernel], attributes),
    byKernel: (gradient) => graph.node(`${op}BackpropFilter`, [x, graph.shapeOf(kernel), gradient], attributes),
    byInput: (gradient) => graph.node(`${op}BackpropInput`, [graph.shapeOf(x), kernel, gradient], attributes),
  };
}
