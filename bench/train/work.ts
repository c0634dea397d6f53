import type { Layer, LayersModel } from "../../lib/learn/engine/engine.js";

/**
 * Floating-point operations that one picture's training step takes in convolutions and dense layers, two for each
 * multiply-add: forward, backward by the weights, and backward by the input except where that is the picture itself.
 */
export function trainingFlops(model: LayersModel): number {
  return model.layers.reduce((sum, layer) => {
    const readsPicture = layer.inboundNodes[0]?.inboundLayers[0]?.getClassName() === "InputLayer";
    return sum + layerFlops(layer) * (readsPicture ? 2 : 3);
  }, 0);
}

/** The same for one picture's prediction. */
export function predictionFlops(model: LayersModel): number {
  return model.layers.reduce((sum, layer) => sum + layerFlops(layer), 0);
}

/** Forward: a kernel [height, width, in, out] is applied at each place of the output, one [in, out] once. */
function layerFlops(layer: Layer): number {
  const kernel = layer.weights.find(({ originalName }) => originalName.endsWith("/kernel"));
  if (kernel === undefined) return 0;
  const outputShape = layer.outputShape as readonly (number | null)[];
  return 2 * product(kernel.shape) * product(outputShape.slice(1, -1));
}

function product(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((result, size) => result * Number(size), 1);
}
