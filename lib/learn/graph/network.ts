import type { Layer, LayersModel } from "../engine/engine.js";
import { random } from "../random.js";
import type { Graph, Output, Variable } from "./graph.js";
import type { Differentiable, LayerContext, TrainingContext } from "./layer.js";
import { notCompiled } from "./layer.js";
import { layerCompilers } from "./layers.js";

/** A network's layers as nodes. */
export interface GraphNetwork {
  /** What its last layer, a softmax, is applied to: [n, classes]. */
  readonly logits: Output;
  /** From the loss's gradient by the logits to those by the weights that learn, by full name: "hidden/kernel". */
  backward(gradient: Output): ReadonlyMap<string, Output>;
  /** New values of weights that don't learn, by full name. */
  readonly assigned: ReadonlyMap<string, Output>;
}

export interface Training {
  readonly seed: number;
  readonly step: Output;
}

/**
 * Adds a network's layers to a graph, for training steps or for prediction. Its last layer must be a softmax. Fails with
 * a `PipelineError` of the code "not-compiled" for a layer, or a setting of one, that has no compiled form.
 */
export function addNetwork(
  graph: Graph,
  model: LayersModel,
  variables: ReadonlyMap<string, Variable>,
  pixels: Output,
  training: Training | undefined,
): GraphNetwork {
  const layers = inOrder(logitsLayer(model));
  const compiled = new Map<Layer, Differentiable>();
  const assigned = new Map<string, Output>();
  for (const layer of layers) {
    const inputs = inputsOf(layer);
    if (inputs.length === 0) {
      compiled.set(layer, { output: pixels, backward: () => ({ weights: {}, inputs: () => [] }) });
      continue;
    }
    const context: LayerContext = {
      graph,
      name: layer.name,
      inputs: inputs.map((input) => outputOf(compiled, input)),
      inputShapes: inputs.map(shapeOf),
      outputShape: shapeOf(layer),
      config: layer.getConfig(),
      weight: (name) => variables.get(`${layer.name}/${name}`)?.value,
      training: training === undefined ? undefined : trainingContext(layer.name, training, assigned),
    };
    compiled.set(layer, compile(layer, context));
  }
  const last = layers.at(-1);
  if (last === undefined) throw notCompiled(model.name, "no layers");
  return {
    logits: outputOf(compiled, last),
    assigned,
    backward: (gradient) => backward(graph, model, layers, compiled, gradient),
  };
}

function compile(layer: Layer, context: LayerContext): Differentiable {
  const className = layer.getClassName();
  const compiler = layerCompilers[className];
  if (compiler === undefined) throw notCompiled(layer.name, `the class ${className}`);
  for (const [setting, value] of Object.entries(context.config)) {
    const isRule = setting.endsWith("Regularizer") || setting.endsWith("Constraint");
    if (isRule && value !== null && value !== undefined) throw notCompiled(layer.name, `a ${setting}`);
  }
  return compiler(context);
}

function trainingContext(layer: string, { seed, step }: Training, assigned: Map<string, Output>): TrainingContext {
  return {
    seed: random("layer", seed, layer).below(2 ** 31),
    step,
    assign: (weight, value) => assigned.set(`${layer}/${weight}`, value),
  };
}

function backward(
  graph: Graph,
  model: LayersModel,
  layers: readonly Layer[],
  compiled: ReadonlyMap<Layer, Differentiable>,
  gradient: Output,
): ReadonlyMap<string, Output> {
  const learning = new Set(model.trainableWeights.map((weight) => weight.originalName));
  const learners = layersThatLearn(layers, learning);
  const found = new Map<string, Output>();
  const arriving = new Map<Layer, Output[]>([[layers.at(-1) as Layer, [gradient]]]);
  for (const layer of [...layers].reverse()) {
    const gradients = arriving.get(layer);
    if (gradients === undefined || !learners.has(layer)) continue;
    const { weights, inputs } = (compiled.get(layer) as Differentiable).backward(graph.sum(gradients));
    for (const [name, output] of Object.entries(weights)) {
      const fullName = `${layer.name}/${name}`;
      if (learning.has(fullName)) found.set(fullName, output);
    }
    const before = inputsOf(layer);
    if (!before.some((input) => learners.has(input))) continue;
    inputs().forEach((output, index) => {
      const input = before[index];
      if (input !== undefined) arriving.set(input, [...(arriving.get(input) ?? []), output]);
    });
  }
  return found;
}

/** Those that have weights that learn, or stand behind one that has. */
function layersThatLearn(layers: readonly Layer[], learning: ReadonlySet<string>): ReadonlySet<Layer> {
  const learners = new Set<Layer>();
  for (const layer of layers) {
    const learns = layer.weights.some((weight) => learning.has(weight.originalName));
    if (learns || inputsOf(layer).some((input) => learners.has(input))) learners.add(layer);
  }
  return learners;
}

/** The layer before a network's last one, which must be a softmax. */
export function logitsLayer(model: LayersModel): Layer {
  const last = model.outputs[0]?.sourceLayer;
  const [before] = last === undefined ? [] : inputsOf(last);
  const isSoftmax =
    last?.getClassName() === "Softmax" ||
    (last?.getClassName() === "Activation" && last.getConfig().activation === "softmax");
  if (last === undefined || before === undefined || !isSoftmax || model.outputs.length > 1) {
    throw notCompiled(last?.name ?? model.name, "no softmax as its last layer");
  }
  return before;
}

/** The layers that a layer rests on, each after those it reads, and itself. */
function inOrder(last: Layer): readonly Layer[] {
  const ordered = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (ordered.has(layer)) return;
    inputsOf(layer).forEach(visit);
    ordered.add(layer);
  };
  visit(last);
  return [...ordered];
}

/** The layers whose outputs a layer reads; none where it stands for the pictures. */
function inputsOf(layer: Layer): readonly Layer[] {
  if (layer.inboundNodes.length > 1) throw notCompiled(layer.name, "several places in the network");
  return layer.inboundNodes[0]?.inboundLayers ?? [];
}

function shapeOf(layer: Layer): readonly number[] {
  return (layer.outputShape as readonly (number | null)[]).slice(1).map(Number);
}

function outputOf(compiled: ReadonlyMap<Layer, Differentiable>, layer: Layer): Output {
  const found = compiled.get(layer);
  if (found === undefined) throw new RangeError(`layer ${layer.name} is used before it is added`);
  return found.output;
}
