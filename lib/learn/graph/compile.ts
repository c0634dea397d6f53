import type { LayersModel } from "../engine/engine.js";
import type { PixelType } from "../pictures.js";
import type { Optimizer } from "../training/optimizer.js";
import { bool, float32, Graph, int32, type Node, type Output, outputAt, uint8, type Variable } from "./graph.js";
import { addNetwork, type GraphNetwork } from "./network.js";
import { addOptimizer } from "./optimizer.js";

/** The names under which values are fed and fetched. */
export const PIXELS = "pixels";
export const LABELS = "labels";
export const STEP = "step";
export const RATE = "learning_rate";
export const BETA1_POWER = "beta1_power";
export const BETA2_POWER = "beta2_power";
export const EPSILON = "epsilon";
export const PROBABILITIES: Output = "probabilities:0";
/** Mean cross-entropy of a batch, and how many of it are right: of a training step, and without one. */
export const TRAINING: readonly Output[] = ["training_loss:0", "training_right:0"];
export const EVALUATION: readonly Output[] = ["evaluation_loss:0", "evaluation_right:0"];

export interface CompiledNetwork {
  readonly nodes: readonly Node[];
  /** The network's weights, in the order of `model.weights`. */
  readonly weights: readonly Variable[];
  /** What the optimiser keeps. */
  readonly slots: readonly Variable[];
}

/** The placeholder by which a variable is set. */
export function feedOf({ name }: Variable): string {
  return `${name}.fed`;
}

/** Fetched for its effect: the variable is set to what was fed. */
export function restoredOf({ name }: Variable): Output {
  return `${name}.restored:0`;
}

/**
 * Compiles a network for prediction; with an optimiser also for training and evaluation. `seed` decides its dropout. Pixels that
 * are fed as bytes are divided by 255.
 */
export function compileNetwork(
  model: LayersModel,
  training: { readonly optimizer: Optimizer; readonly seed: number } | undefined,
  fed: PixelType = "uint8",
): CompiledNetwork {
  const graph = new Graph();
  const weights = model.weights.map(({ originalName, shape }) => graph.variable(originalName, shape.map(Number)));
  const byName = new Map(weights.map((weight) => [weight.name, weight]));
  const values = graph.placeholder(PIXELS, fed === "uint8" ? uint8 : float32, pictureShape(model));
  const pixels =
    fed === "uint8" ? graph.float("Mul", graph.cast(values, uint8, float32), graph.floats([1 / 255])) : values;
  const predicting = addNetwork(graph, model, byName, pixels, undefined);
  graph.node("Softmax", [predicting.logits], { T: float32 }, { name: "probabilities" });
  const slots = training === undefined ? [] : addTraining(graph, model, byName, pixels, predicting, training);
  addRestoring(graph, [...weights, ...slots]);
  return { nodes: graph.nodes, weights, slots };
}

function addTraining(
  graph: Graph,
  model: LayersModel,
  weights: ReadonlyMap<string, Variable>,
  pixels: Output,
  predicting: GraphNetwork,
  { optimizer, seed }: { readonly optimizer: Optimizer; readonly seed: number },
): readonly Variable[] {
  const labels = graph.placeholder(LABELS, int32, [-1]);
  const step = graph.placeholder(STEP, int32, []);
  const scalars = {
    rate: graph.placeholder(RATE, float32, []),
    beta1Power: graph.placeholder(BETA1_POWER, float32, []),
    beta2Power: graph.placeholder(BETA2_POWER, float32, []),
    epsilon: graph.placeholder(EPSILON, float32, []),
  };
  const network = addNetwork(graph, model, weights, pixels, { seed, step });
  const loss = crossEntropy(graph, network.logits, labels);
  const gradients = network.backward(loss.gradient);
  const learnt = [...weights.values()].flatMap((weight) => {
    const gradient = gradients.get(weight.name);
    return gradient === undefined ? [] : { weight, gradient };
  });
  const { updates, slots } = addOptimizer(graph, optimizer, learnt, scalars);
  const assigned = [...network.assigned].map(([name, value]) =>
    graph.node("AssignVariableOp", [(weights.get(name) as Variable).handle, value], { dtype: float32 }),
  );
  addResults(graph, TRAINING, network.logits, labels, loss.mean, [...updates, ...assigned]);
  addResults(graph, EVALUATION, predicting.logits, labels, crossEntropy(graph, predicting.logits, labels).mean, []);
  return slots;
}

/** The mean over a batch of −ln softmax(logits)[label], and its gradient by the logits. */
function crossEntropy(
  graph: Graph,
  logits: Output,
  labels: Output,
): { readonly mean: Output; readonly gradient: Output } {
  const each = graph.node("SparseSoftmaxCrossEntropyWithLogits", [logits, labels], { T: float32, Tlabels: int32 });
  const size = graph.cast(graph.node("Size", [labels], { T: int32, out_type: int32 }), int32, float32);
  return {
    mean: graph.reduce("Mean", each, [0]),
    gradient: graph.float("RealDiv", outputAt(each, 1), size),
  };
}

/** Names a batch's loss and how many are right, to be had `after` the given nodes have run. */
function addResults(
  graph: Graph,
  names: readonly Output[],
  logits: Output,
  labels: Output,
  loss: Output,
  after: readonly Output[],
): void {
  const [lossName, rightName] = names.map((name) => name.split(":")[0]);
  const largest = graph.node("ArgMax", [logits, graph.ints(1)], { T: float32, Tidx: int32, output_type: int32 });
  const isRight = graph.node("Equal", [largest, labels], { T: int32 });
  const right = graph.reduce("Sum", graph.cast(isRight, bool, int32), [0], int32);
  graph.node("Identity", [loss], { T: float32 }, { name: lossName ?? "", after });
  graph.node("Identity", [right], { T: int32 }, { name: rightName ?? "", after });
}

/** Values that are fed are copied: TensorFlow would go on using the memory of the JavaScript array. */
function addRestoring(graph: Graph, variables: readonly Variable[]): void {
  for (const variable of variables) {
    const fed = graph.placeholder(feedOf(variable), float32, variable.shape);
    const copy = graph.node("DeepCopy", [fed], { T: float32 });
    const assigned = graph.node("AssignVariableOp", [variable.handle, copy], { dtype: float32 });
    const name = `${variable.name}.restored`;
    graph.node("Identity", [graph.floats([0])], { T: float32 }, { name, after: [assigned] });
  }
}

function pictureShape(model: LayersModel): number[] {
  const shape = (model.inputs[0]?.shape ?? []) as readonly (number | null)[];
  return shape.map((size) => size ?? -1);
}
