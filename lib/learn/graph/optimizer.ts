import { BETA1, BETA2, decays, type Optimizer, slotNames } from "../training/optimizer.js";
import { float32, type Graph, type Output, type Variable } from "./graph.js";

/** Scalars that are fed in each step. */
export interface StepScalars {
  readonly rate: Output;
  readonly beta1Power: Output;
  readonly beta2Power: Output;
  readonly epsilon: Output;
}

export interface Learnt {
  readonly weight: Variable;
  readonly gradient: Output;
}

/** Adds the nodes that change weights by their gradients; gives these, and the variables the optimiser keeps. */
export function addOptimizer(
  graph: Graph,
  optimizer: Optimizer,
  learnt: readonly Learnt[],
  scalars: StepScalars,
): { readonly updates: readonly Output[]; readonly slots: readonly Variable[] } {
  const clipped = clip(graph, optimizer, learnt);
  const slots: Variable[] = [];
  const updates = clipped.map((one) => {
    const own = slotNames(optimizer).map((name) => graph.variable(`${one.weight.name}.${name}`, one.weight.shape));
    slots.push(...own);
    return update(graph, optimizer, one, own, scalars);
  });
  return { updates, slots };
}

function update(
  graph: Graph,
  optimizer: Optimizer,
  learnt: Learnt,
  slots: readonly Variable[],
  scalars: StepScalars,
): Output {
  const { weight } = learnt;
  const isDecayed = decays(optimizer, weight.shape);
  const decay = isDecayed ? graph.float("Mul", weight.value, graph.floats([optimizer.weightDecay])) : undefined;
  const isApart = optimizer.name === "adamw";
  const gradient = decay === undefined || isApart ? learnt.gradient : graph.float("AddV2", learnt.gradient, decay);
  const after =
    decay !== undefined && isApart
      ? [
          graph.node("AssignSubVariableOp", [weight.handle, graph.float("Mul", decay, scalars.rate)], {
            dtype: float32,
          }),
        ]
      : [];
  const handles = [weight, ...slots].map((variable) => variable.handle);
  switch (optimizer.name) {
    case "sgd": {
      if (slots.length === 0) {
        const inputs = [...handles, scalars.rate, gradient];
        return graph.node("ResourceApplyGradientDescent", inputs, { T: float32, use_locking: true }, { after });
      }
      const inputs = [...handles, scalars.rate, gradient, graph.floats([optimizer.momentum])];
      const attributes = { T: float32, use_locking: true, use_nesterov: false };
      return graph.node("ResourceApplyMomentum", inputs, attributes, { after });
    }
    case "adam":
    case "adamw": {
      const { beta1Power, beta2Power, rate, epsilon } = scalars;
      const constants = [beta1Power, beta2Power, rate, graph.floats([BETA1]), graph.floats([BETA2]), epsilon];
      const attributes = { T: float32, use_locking: true, use_nesterov: false };
      return graph.node("ResourceApplyAdam", [...handles, ...constants, gradient], attributes, { after });
    }
  }
}

/** Scales all gradients by min(1, clipNorm / norm), where norm is that of all of them together. */
function clip(graph: Graph, { clipNorm }: Optimizer, learnt: readonly Learnt[]): readonly Learnt[] {
  if (clipNorm === undefined) return learnt;
  const halfSquares = learnt.map(({ gradient }) => graph.float("L2Loss", gradient));
  const norm = graph.float("Sqrt", graph.float("Mul", graph.sum(halfSquares), graph.floats([2])));
  const limit = graph.floats([clipNorm]);
  const scale = graph.float("RealDiv", limit, graph.float("Maximum", norm, limit));
  return learnt.map(({ weight, gradient }) => ({ weight, gradient: graph.float("Mul", gradient, scale) }));
}
