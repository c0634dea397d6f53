import { PipelineError } from "../../error.js";
import type { Graph, Output, Shape } from "./graph.js";

/** Part of a network as nodes of a graph: what it computes, and how a gradient goes back through it. */
export interface Differentiable {
  readonly output: Output;
  /** `gradient` is the loss's by the output. */
  backward(gradient: Output): Gradients;
}

/** The loss's gradients by what a layer reads. */
export interface Gradients {
  /** By the layer's weights, by name: "kernel". */
  readonly weights: { readonly [name: string]: Output };
  /** By its inputs. Asked for only where something before the layer can learn. */
  inputs(): readonly Output[];
}

/** One layer of a network, as its compiler is given it. Shapes are without the batch, which comes first in values. */
export interface LayerContext {
  readonly graph: Graph;
  readonly name: string;
  readonly inputs: readonly Output[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  /** The layer's settings, as TensorFlow.js's `getConfig` gives them. */
  readonly config: { readonly [name: string]: unknown };
  /** The value of a weight by the last part of its name: "kernel"; undefined where the layer has none of it. */
  weight(name: string): Output | undefined;
  /** Set where the layer computes for a training step, undefined where it predicts. */
  readonly training: TrainingContext | undefined;
}

export interface TrainingContext {
  /** Seeds what the layer draws; no two layers have the same. */
  readonly seed: number;
  /** The training step, an int32 scalar. */
  readonly step: Output;
  /** Sets a weight that does not learn to a new value at the end of the step. */
  assign(weight: string, value: Output): void;
}

/** How one kind of layer becomes nodes. Fails with `notCompiled` for settings that it does not know. */
export type LayerCompiler = (layer: LayerContext) => Differentiable;

/** What a compiler throws for a layer that it can't compile; the network then trains without one. */
export function notCompiled(layer: string, what: string): PipelineError {
  return new PipelineError({ code: "not-compiled", message: `layer "${layer}" has ${what}` });
}

/** The only input of a layer, and its shape. */
export function onlyInput({ inputs, inputShapes, name }: LayerContext): { x: Output; shape: Shape } {
  const [x, ...others] = inputs;
  const shape = inputShapes[0];
  if (x === undefined || shape === undefined || others.length > 0) throw notCompiled(name, `${inputs.length} inputs`);
  return { x, shape };
}

/** Fails where a setting is none of those that are compiled; null and undefined count as not set. */
export function expectSetting(layer: LayerContext, setting: string, ...compiled: readonly unknown[]): void {
  const value = layer.config[setting];
  if (value === null || value === undefined || compiled.some((known) => String(known) === String(value))) return;
  throw notCompiled(layer.name, `${setting} ${JSON.stringify(value)}`);
}

/** A layer without weights and with one input. */
export function plainLayer(output: Output, backward: (gradient: Output) => Output): Differentiable {
  return { output, backward: (gradient) => ({ weights: {}, inputs: () => [backward(gradient)] }) };
}
