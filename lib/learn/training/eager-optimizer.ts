import type { Engine, Tensor, Variable } from "../engine/engine.js";
import type { StepSettings } from "./learner.js";
import { adamFactors, BETA1, BETA2, decays, type Optimizer, slotNames } from "./optimizer.js";

/** An optimiser for TensorFlow.js's variables, with the arithmetic of the compiled one. */
export class EagerOptimizer {
  readonly #engine: Engine;
  readonly #optimizer: Optimizer;
  readonly #variables: readonly Variable[];
  /** Of each variable, in the order of `slotNames`. */
  readonly #slots: readonly (readonly Variable[])[];

  constructor(engine: Engine, optimizer: Optimizer, variables: readonly Variable[]) {
    const { tf } = engine;
    this.#engine = engine;
    this.#optimizer = optimizer;
    this.#variables = variables;
    this.#slots = variables.map((variable) =>
      slotNames(optimizer).map(() => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false))),
    );
  }

  /** Changes the variables by gradients in their order. To be called inside `tf.tidy`. */
  apply(gradients: readonly Tensor[], settings: StepSettings): void {
    const scaled = this.#clip(gradients);
    this.#variables.forEach((variable, index) => {
      const gradient = scaled[index];
      if (gradient !== undefined) this.#update(variable, gradient, this.#slots[index] ?? [], settings);
    });
  }

  slots(): Float32Array[] {
    return this.#slots.flat().map((slot) => Float32Array.from(slot.dataSync()));
  }

  restore(values: readonly Float32Array[]): void {
    const { tf } = this.#engine;
    this.#slots.flat().forEach((slot, index) => {
      tf.tidy(() => slot.assign(tf.tensor(values[index] ?? [], slot.shape)));
    });
  }

  close(): void {
    for (const slot of this.#slots.flat()) slot.dispose();
  }

  #update(variable: Variable, raw: Tensor, slots: readonly Variable[], settings: StepSettings): void {
    const { tf } = this.#engine;
    const { weightDecay } = this.#optimizer;
    const isDecayed = decays(this.#optimizer, variable.shape);
    const isApart = this.#optimizer.name === "adamw";
    const gradient = isDecayed && !isApart ? tf.add(raw, tf.mul(variable, weightDecay)) : raw;
    switch (this.#optimizer.name) {
      case "sgd": {
        const [momentum] = slots;
        if (momentum !== undefined) momentum.assign(tf.add(tf.mul(momentum, this.#optimizer.momentum), gradient));
        variable.assign(tf.sub(variable, tf.mul(momentum ?? gradient, settings.rate)));
        return;
      }
      case "adam":
      case "adamw":
        this.#adam(variable, gradient, slots, settings, isDecayed && isApart ? 1 - settings.rate * weightDecay : 1);
    }
  }

  #adam(
    variable: Variable,
    gradient: Tensor,
    [m, v]: readonly Variable[],
    { step, rate }: StepSettings,
    decay: number,
  ): void {
    if (m === undefined || v === undefined) throw new RangeError("Adam keeps two values of each weight");
    const { tf } = this.#engine;
    const { stepSize, epsilon } = adamFactors(step, rate);
    if (tf.getKernel(ADAM_STEP, tf.getBackend()) !== undefined) {
      const inputs = { weight: variable as Tensor, m: m as Tensor, v: v as Tensor, gradient };
      const attributes = { beta1: BETA1, beta2: BETA2, stepSize, epsilon, decay };
      const [newWeight, newM, newV] = tf.engine().runKernel(ADAM_STEP, inputs, attributes) as Tensor[];
      if (newM !== undefined) m.assign(newM);
      if (newV !== undefined) v.assign(newV);
      if (newWeight !== undefined) variable.assign(newWeight);
      return;
    }
    m.assign(tf.add(tf.mul(m, BETA1), tf.mul(gradient, 1 - BETA1)));
    v.assign(tf.add(tf.mul(v, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
    const change = tf.div(tf.mul(m, stepSize), tf.add(tf.sqrt(v), epsilon));
    variable.assign(tf.sub(tf.mul(variable, decay), change));
  }

  /** Scales gradients as the compiled form does: by clipNorm / max(norm of all of them, clipNorm). */
  #clip(gradients: readonly Tensor[]): readonly Tensor[] {
    const { clipNorm } = this.#optimizer;
    if (clipNorm === undefined) return gradients;
    const { tf } = this.#engine;
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    const scale = tf.div(clipNorm, tf.maximum(tf.sqrt(tf.addN(squares)), clipNorm));
    return gradients.map((gradient) => tf.mul(gradient, scale));
  }
}

/** The WebAssembly engine's kernel that does one step of Adam in one pass. */
const ADAM_STEP = "AdamStep";
