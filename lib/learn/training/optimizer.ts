/** How weights are changed by their gradients. */
export type Optimizer = (
  | {
      /** With momentum: v ← momentum·v + g, w ← w − rate·v. */
      readonly name: "sgd";
      readonly momentum: number;
    }
  | {
      /**
       * Adam (Kingma and Ba 2015, algorithm 1), β₁ 0.9, β₂ 0.999, ε 1e-7. "adam" adds `weightDecay`·w to the gradient,
       * "adamw" takes rate·weightDecay·w off the weight (Loshchilov and Hutter 2019).
       */
      readonly name: "adam" | "adamw";
    }
) & {
  /** Of weights with two axes or more: kernels, not biases, scales and shifts. 0 for none. */
  readonly weightDecay: number;
  /** The gradients of all weights together are scaled down to this Euclidean norm where theirs is larger. */
  readonly clipNorm?: number | undefined;
};

export const BETA1 = 0.9;
export const BETA2 = 0.999;
const EPSILON = 1e-7;

export interface AdamFactors {
  readonly beta1Power: number;
  readonly beta2Power: number;
  /** ε·√(1 − β₂ᵗ): with it, TensorFlow's operation, which leaves v uncorrected, computes algorithm 1. */
  readonly epsilon: number;
  /** rate·√(1 − β₂ᵗ) / (1 − β₁ᵗ): the weight changes by this times m / (√v + epsilon). */
  readonly stepSize: number;
}

/** What changes from step to step in Adam; `step` is 1 for the first. */
export function adamFactors(step: number, rate: number): AdamFactors {
  const beta1Power = BETA1 ** step;
  const beta2Power = BETA2 ** step;
  const correction = Math.sqrt(1 - beta2Power);
  return { beta1Power, beta2Power, epsilon: EPSILON * correction, stepSize: (rate * correction) / (1 - beta1Power) };
}

/** Names of what an optimiser keeps of each weight, shaped as the weight and 0 at first. */
export function slotNames(optimizer: Optimizer): readonly string[] {
  switch (optimizer.name) {
    case "sgd":
      return optimizer.momentum === 0 ? [] : ["momentum"];
    case "adam":
    case "adamw":
      return ["m", "v"];
  }
}

/** Whether a weight of this shape decays. */
export function decays({ weightDecay }: Optimizer, shape: readonly number[]): boolean {
  return weightDecay > 0 && shape.length >= 2;
}
