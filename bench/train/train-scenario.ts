import type { NetworkName } from "../../lib/learn/network.js";
import { median } from "../median.js";
import type { Scenario } from "../scenario.js";
import { ask } from "./contender.js";
import type { TrainOptions } from "./options.js";
import { contenderOf, EAGER, KERAS, NATIVE, type Setup, STOCK, TORCH, WASM, XLA } from "./setup.js";
import { describeSize, filesFor, type PictureSize } from "./shapes.js";

interface TrainingCase {
  readonly name: string;
  readonly network: NetworkName;
  readonly pictures: PictureSize;
  readonly batch: number;
  /** Pictures in an epoch: of fast contenders, and of slow ones, so that an epoch is long enough and not too long. */
  readonly epoch: { readonly fast: number; readonly slow: number };
  /** What the WebAssembly engine has to reach against the stock one, if anything. */
  readonly overStock: number | undefined;
}

const SLOW = [WASM, EAGER, STOCK, XLA];

/** Pictures a second in training: Adam with a rate of 1e-3, loss and accuracy of each epoch, float32. */
export function trainScenario(
  { quick, torch }: TrainOptions,
  { name, network, pictures: size, batch, epoch, overStock }: TrainingCase,
): Scenario<Setup> {
  const seconds = quick ? 1 : 5;
  const contenders = [NATIVE, WASM, EAGER, STOCK, KERAS, XLA, ...(torch ? [TORCH] : [])];
  return {
    name,
    title: `${network}, ${describeSize(size)}, batch ${batch}: training`,
    unit: "pictures/s",
    turns: contenders.map((contender) => ({
      contender,
      async measure(setup, signal) {
        const whole = SLOW.includes(contender) ? epoch.slow : epoch.fast;
        const pictures = quick ? Math.max(batch, Math.floor(whole / 8 / batch) * batch) : whole;
        const training = { network, files: filesFor(setup, size), pictures, batch };
        const question = { ...training, ask: "train", warmUp: 1, epochs: 2, seconds } as const;
        const { rates = [], flops, peakBytes } = await ask(contenderOf(setup, contender), question, signal);
        return { value: median(rates), flops, peakBytes };
      },
    })),
    floors: [
      { contender: NATIVE, against: [KERAS, XLA], bound: 1, at: "least" },
      { contender: NATIVE, against: [EAGER], bound: 2.5, at: "least" },
      ...(overStock === undefined
        ? []
        : [{ contender: WASM, against: [STOCK], bound: overStock, at: "least" } as const]),
    ],
  };
}

/** Seconds from the start of a process until its first training step is done. */
export function startScenario(): Scenario<Setup> {
  const batch = 32;
  return {
    name: "start",
    title: `article-cnn, 28×28×1, batch ${batch}: start of the process to the first training step done`,
    unit: "s",
    turns: [NATIVE, WASM, KERAS, XLA].map((contender) => ({
      contender,
      async measure(setup, signal) {
        const training = { network: "article-cnn", files: setup.small.files, pictures: batch, batch } as const;
        const question = { ...training, ask: "train", warmUp: 0, epochs: 1, seconds: 0 } as const;
        const { firstStepMs } = await ask(contenderOf(setup, contender), question, signal);
        return { value: firstStepMs / 1000 };
      },
    })),
    floors: [NATIVE, WASM].map((contender) => ({ contender, against: [KERAS, XLA], bound: 0.5, at: "most" })),
  };
}
