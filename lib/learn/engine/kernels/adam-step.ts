import { areFloats, kernel, type Tensors } from "./kernel.js";

interface AdamStepAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly stepSize: number;
  readonly epsilon: number;
  readonly decay: number;
}

/** One step of Adam, as `adamFactors` describes it, in one pass: the weight, m and v that follow, as new tensors. */
export const adamStep = kernel<Tensors<"weight" | "m" | "v" | "gradient">, AdamStepAttributes>({
  name: "AdamStep",
  covers: ({ weight, m, v, gradient }) => areFloats(weight, m, v, gradient),
  compute(host, { weight, m, v, gradient }, { beta1, beta2, stepSize, epsilon, decay }) {
    const [newWeight, newM, newV] = [
      host.allocate(weight.shape),
      host.allocate(weight.shape),
      host.allocate(weight.shape),
    ];
    host.kernels.adamStep(
      host.at(weight),
      host.at(m),
      host.at(v),
      host.at(gradient),
      host.at(newWeight),
      host.at(newM),
      host.at(newV),
      host.tf.util.sizeFromShape(weight.shape),
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      stepSize,
      epsilon,
      decay,
    );
    return [newWeight, newM, newV];
  },
});
