import { bool, float32, int32 } from "../graph.js";
import { expectSetting, type LayerCompiler, onlyInput, plainLayer } from "../layer.js";

/**
 * Sets a share `rate` of the values to 0 and scales the others by 1 / (1 − rate); which ones depends on the layer's seed
 * and the step alone (Srivastava et al. 2014). Where the network predicts, values pass as they are.
 */
export const dropout: LayerCompiler = (layer) => {
  expectSetting(layer, "noiseShape");
  const { graph, training } = layer;
  const { x } = onlyInput(layer);
  const rate = Number(layer.config.rate);
  if (training === undefined || rate === 0) return plainLayer(x, (gradient) => gradient);
  const seed = graph.node("Pack", [graph.ints(training.seed), training.step], { T: int32, N: 2, axis: 0 });
  const drawn = graph.node("StatelessRandomUniform", [graph.shapeOf(x), seed], {
    dtype: float32,
    T: int32,
    Tseed: int32,
  });
  const kept = graph.cast(graph.node("GreaterEqual", [drawn, graph.floats([rate])], { T: float32 }), bool, float32);
  const scale = graph.float("Mul", kept, graph.floats([1 / (1 - rate)]));
  return plainLayer(graph.float("Mul", x, scale), (gradient) => graph.float("Mul", gradient, scale));
};
