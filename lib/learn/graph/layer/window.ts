import { type Attribute, float32 } from "../graph.js";
import { expectSetting, type LayerContext, notCompiled } from "../layer.js";

/** Attributes that TensorFlow's operations over windows of a picture share, from a layer's settings. */
export function windowAttributes(layer: LayerContext): { readonly [name: string]: Attribute } {
  expectSetting(layer, "dataFormat", "channelsLast");
  expectSetting(layer, "dilationRate", 1, [1, 1]);
  return {
    T: float32,
    strides: [1, ...pair(layer, "strides"), 1],
    padding: padding(layer),
    data_format: "NHWC",
  };
}

/** A setting that is one number for both axes, or one for each: [rows, columns]. */
export function pair(layer: LayerContext, setting: string): readonly [number, number] {
  const value = layer.config[setting];
  const [rows, columns] = Array.isArray(value) ? value : [value, value];
  return [Number(rows), Number(columns ?? rows)];
}

function padding(layer: LayerContext): "SAME" | "VALID" {
  const { padding } = layer.config;
  if (padding === "same") return "SAME";
  if (padding === "valid") return "VALID";
  throw notCompiled(layer.name, `padding ${JSON.stringify(padding)}`);
}
