import { float32, type Graph, int32, type Output } from "../graph.js";
import { type Differentiable, type LayerCompiler, notCompiled, onlyInput, plainLayer } from "../layer.js";

type Activation = (graph: Graph, x: Output) => Differentiable;

const linear: Activation = (_, x) => plainLayer(x, (dy) => dy);

/** An activation whose operation's gradient takes the gradient and the output. */
const ofOutput =
  (op: string, gradientOp: string): Activation =>
  (graph, x) => {
    const y = graph.float(op, x);
    return plainLayer(y, (dy) => graph.float(gradientOp, dy, y));
  };

/** The same, but the gradient takes the output first. */
const ofOutputFirst =
  (op: string, gradientOp: string): Activation =>
  (graph, x) => {
    const y = graph.float(op, x);
    return plainLayer(y, (dy) => graph.float(gradientOp, y, dy));
  };

const ofInput =
  (op: string, gradientOp: string): Activation =>
  (graph, x) =>
    plainLayer(graph.float(op, x), (dy) => graph.float(gradientOp, dy, x));

/** x·σ(x), whose derivative is σ + y·(1 − σ). */
const swish: Activation = (graph, x) => {
  const sigmoid = graph.float("Sigmoid", x);
  const y = graph.float("Mul", x, sigmoid);
  return plainLayer(y, (dy) => {
    const rest = graph.float("Mul", y, graph.float("Sub", graph.floats([1]), sigmoid));
    return graph.float("Mul", dy, graph.float("AddV2", sigmoid, rest));
  });
};

/** Softmax of the last axis; its gradient is y·(dy − Σ dy·y). */
const softmax: Activation = (graph, x) => {
  const y = graph.float("Softmax", x);
  return plainLayer(y, (dy) => {
    const products = graph.float("Mul", dy, y);
    const sum = graph.node("Sum", [products, graph.ints([-1])], {
      T: float32,
      Tidx: int32,
      keep_dims: true,
    });
    return graph.float("Mul", y, graph.float("Sub", dy, sum));
  });
};

const activations: { readonly [name: string]: Activation } = {
  linear,
  relu: ofOutput("Relu", "ReluGrad"),
  relu6: ofOutput("Relu6", "Relu6Grad"),
  elu: ofOutput("Elu", "EluGrad"),
  selu: ofOutput("Selu", "SeluGrad"),
  tanh: ofOutputFirst("Tanh", "TanhGrad"),
  sigmoid: ofOutputFirst("Sigmoid", "SigmoidGrad"),
  softplus: ofInput("Softplus", "SoftplusGrad"),
  softsign: ofInput("Softsign", "SoftsignGrad"),
  swish,
  softmax,
};

/** Applies an activation by TensorFlow.js's name for it; without one, x stays as it is. */
export function activate(graph: Graph, layer: string, activation: unknown, x: Output): Differentiable {
  const apply = activations[String(activation ?? "linear")];
  if (apply === undefined) throw notCompiled(layer, `activation ${JSON.stringify(activation)}`);
  return apply(graph, x);
}

export const activation: LayerCompiler = (layer) =>
  activate(layer.graph, layer.name, layer.config.activation, onlyInput(layer).x);

export const relu: LayerCompiler = (layer) => {
  const most = layer.config.maxValue ?? null;
  if (most !== null && most !== 6) throw notCompiled(layer.name, `maxValue ${most}`);
  return activate(layer.graph, layer.name, most === 6 ? "relu6" : "relu", onlyInput(layer).x);
};

/** α·x below 0. Its gradient is taken from the output, which has the sign of x for α over 0. */
export const leakyRelu: LayerCompiler = (layer) => {
  const { graph } = layer;
  const { x } = onlyInput(layer);
  const alpha = Number(layer.config.alpha);
  if (alpha <= 0) throw notCompiled(layer.name, `alpha ${alpha}`);
  const attributes = { T: float32, alpha: { float: alpha } };
  const y = graph.node("LeakyRelu", [x], attributes);
  return plainLayer(y, (dy) => graph.node("LeakyReluGrad", [dy, y], attributes));
};
