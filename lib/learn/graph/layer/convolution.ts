import type { Attribute, Graph, Output } from "../graph.js";
import { type LayerCompiler, type LayerContext, notCompiled, onlyInput } from "../layer.js";
import { addBiasAndActivate } from "./bias.js";
import { windowAttributes } from "./window.js";

/** Kernel [height, width, in, out]. */
export const convolution: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x } = onlyInput(layer);
  const sums = convolve(graph, x, weightOf(layer, "kernel"), windowAttributes(layer));
  const rest = addBiasAndActivate(layer, sums.output);
  return {
    output: rest.output,
    backward(gradient) {
      const after = rest.backward(gradient);
      return {
        weights: { ...after.weights, kernel: sums.byKernel(after.sums) },
        inputs: () => [sums.byInput(after.sums)],
      };
    },
  };
};

export interface Convolution {
  readonly output: Output;
  byKernel(gradient: Output): Output;
  byInput(gradient: Output): Output;
}

export function convolve(
  graph: Graph,
  x: Output,
  kernel: Output,
  attributes: { readonly [name: string]: Attribute },
): Convolution {
  return {
    output: graph.node("Conv2D", [x, kernel], attributes),
    byKernel: (gradient) => graph.node("Conv2DBackpropFilter", [x, graph.shapeOf(kernel), gradient], attributes),
    byInput: (gradient) => graph.node("Conv2DBackpropInput", [graph.shapeOf(x), kernel, gradient], attributes),
  };
}

export function weightOf(layer: LayerContext, name: string): Output {
  const weight = layer.weight(name);
  if (weight === undefined) throw notCompiled(layer.name, `no weight "${name}"`);
  return weight;
}
