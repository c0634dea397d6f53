import { float32, type Graph, type Output } from "../graph.js";
import { type LayerCompiler, notCompiled, onlyInput } from "../layer.js";
import { addBiasAndActivate } from "./bias.js";
import { weightOf } from "./convolution.js";

/** Kernel [in, out]. */
export const dense: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x, shape } = onlyInput(layer);
  if (shape.length !== 1) throw notCompiled(layer.name, `inputs of ${shape.length} axes`);
  const kernel = weightOf(layer, "kernel");
  const rest = addBiasAndActivate(layer, product(graph, x, kernel));
  return {
    output: rest.output,
    backward(gradient) {
      const after = rest.backward(gradient);
      return {
        weights: { ...after.weights, kernel: product(graph, x, after.sums, { transpose_a: true }) },
        inputs: () => [product(graph, after.sums, kernel, { transpose_b: true })],
      };
    },
  };
};

function product(
  graph: Graph,
  a: Output,
  b: Output,
  transposed: { transpose_a?: true; transpose_b?: true } = {},
): Output {
  return graph.node("MatMul", [a, b], { T: float32, transpose_a: false, transpose_b: false, ...transposed });
}
