import { float32, type Output } from "../graph.js";
import type { Differentiable, LayerContext } from "../layer.js";
import { activate } from "./activation.js";

/** What a layer does after its sums of products: adds its bias, where it has one, and applies its activation. */
export function addBiasAndActivate(layer: LayerContext, sums: Output): BiasedActivation {
  const { graph, name, config } = layer;
  const bias = layer.weight("bias");
  const biased = bias === undefined ? sums : graph.node("BiasAdd", [sums, bias], { T: float32, data_format: "NHWC" });
  const activated: Differentiable = activate(graph, name, config.activation, biased);
  return {
    output: activated.output,
    backward(gradient) {
      const [sumsGradient = gradient] = activated.backward(gradient).inputs();
      const weights = bias === undefined ? {} : { bias: biasGradient(layer, sumsGradient) };
      return { sums: sumsGradient, weights };
    },
  };
}

interface BiasedActivation {
  readonly output: Output;
  backward(gradient: Output): { readonly sums: Output; readonly weights: { readonly [name: string]: Output } };
}

function biasGradient({ graph }: LayerContext, gradient: Output): Output {
  return graph.node("BiasAddGrad", [gradient], { T: float32, data_format: "NHWC" });
}
