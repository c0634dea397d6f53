/** How the learning rate goes over a training. */
export interface Schedule {
  readonly rate: number;
  /** "cosine" falls from `rate` to 0 along half a cosine (Loshchilov and Hutter 2017, without restarts). */
  readonly shape: "constant" | "cosine";
  /** Steps over which the rate first grows evenly from 0. */
  readonly warmup: number;
}

/** The learning rate of a step; `step` is 1 for the first of `steps`. */
export function learningRate({ rate, shape, warmup }: Schedule, step: number, steps: number): number {
  if (step <= warmup) return (rate * step) / (warmup + 1);
  if (shape === "constant") return rate;
  const done = (step - 1 - warmup) / Math.max(1, steps - warmup);
  return (rate / 2) * (1 + Math.cos(Math.PI * done));
}
