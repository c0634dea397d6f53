import { type LayerCompiler, notCompiled } from "../layer.js";

/** The sum of several inputs of one shape, as residual networks have it. */
export const add: LayerCompiler = ({ graph, name, inputs, inputShapes }) => {
  if (new Set(inputShapes.map(String)).size > 1) throw notCompiled(name, "inputs of several shapes");
  return {
    output: graph.sum(inputs),
    backward: (gradient) => ({ weights: {}, inputs: () => inputs.map(() => gradient) }),
  };
};
