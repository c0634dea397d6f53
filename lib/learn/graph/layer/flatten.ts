import { type LayerCompiler, onlyInput, plainLayer } from "../layer.js";

export const flatten: LayerCompiler = (layer) => {
  const { graph, outputShape } = layer;
  const { x } = onlyInput(layer);
  return plainLayer(graph.reshape(x, graph.ints([-1, ...outputShape])), (gradient) =>
    graph.reshape(gradient, graph.shapeOf(x)),
  );
};
