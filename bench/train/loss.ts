import { join } from "node:path";
import type { NetworkName } from "../../lib/learn/network.js";
import type { Measured, Scenario } from "../scenario.js";
import { ask } from "./contender.js";
import type { TrainOptions } from "./options.js";
import { contenderOf, KERAS, NATIVE, type Setup, WASM } from "./setup.js";
import { describeSize, filesFor, type PictureSize } from "./shapes.js";

const SEEDS = [1, 2, 3, 4, 5];
const BATCH = 32;

interface LossCase {
  readonly name: string;
  readonly network: NetworkName;
  readonly pictures: PictureSize;
  readonly count: number;
}

/**
 * Whether ours is the same training as Keras's: five of Keras's seeds, each with weights and an order of its own, span a
 * range of losses of the first epoch; ours starts from the weights and the order of the one in their middle.
 */
export function lossScenario(
  { quick }: TrainOptions,
  { name, network, pictures: size, count }: LossCase,
): Scenario<Setup> {
  const pictures = quick ? 1600 : count;
  const training = (setup: Setup) => ({ network, files: filesFor(setup, size), pictures, batch: BATCH });
  const exchangeOf = ({ scratch }: Setup, seed: number) => join(scratch, "exchange", `${name}-${seed}`);
  const losses = new Map<number, number>();
  const seeds = SEEDS.map((seed) => ({
    contender: `${KERAS}, seed ${seed}`,
    async measure(setup: Setup, signal: AbortSignal): Promise<Measured> {
      const question = { ...training(setup), ask: "seed", seed, exchange: exchangeOf(setup, seed) } as const;
      const { loss = Number.NaN } = await ask(contenderOf(setup, KERAS), question, signal);
      losses.set(seed, loss);
      return { value: loss };
    },
  }));
  const ours = [NATIVE, WASM].map((contender) => ({
    contender,
    async measure(setup: Setup, signal: AbortSignal): Promise<Measured> {
      const question = { ...training(setup), ask: "loss", exchange: exchangeOf(setup, middleOf(losses)) } as const;
      const { loss = Number.NaN } = await ask(contenderOf(setup, contender), question, signal);
      return { value: loss };
    },
  }));
  const against = seeds.map(({ contender }) => contender);
  return {
    name,
    title: `${network}, ${describeSize(size)}, batch ${BATCH}: loss of the first epoch, ${pictures} pictures`,
    unit: "loss",
    rounds: 1,
    turns: [...seeds, ...ours],
    floors: [NATIVE, WASM].map((contender) => ({ contender, against, at: "within" })),
  };
}

/** The seed whose loss has as many below as above. */
function middleOf(losses: ReadonlyMap<number, number>): number {
  const sorted = [...losses].sort(([, a], [, b]) => a - b);
  const [seed] = sorted[Math.floor(sorted.length / 2)] ?? [];
  if (seed === undefined) throw new RangeError("Keras has not trained yet");
  return seed;
}
