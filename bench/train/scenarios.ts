import type { Scenario } from "../scenario.js";
import { ask } from "./contender.js";
import { foldsScenario } from "./folds.js";
import { lossScenario } from "./loss.js";
import { memoryScenarios } from "./memory.js";
import type { TrainOptions } from "./options.js";
import { predictScenario } from "./predict-scenario.js";
import { contenderOf, KERAS, NATIVE, type Setup, WASM } from "./setup.js";
import { startScenario, trainScenario } from "./train-scenario.js";

/** All that is measured, in the order of the report. */
export function allScenarios(options: TrainOptions): readonly Scenario<Setup>[] {
  return [
    limitScenario(),
    trainScenario(options, {
      ...{ name: "train-28-32", network: "article-cnn", pictures: "small", batch: 32 },
      ...{ epoch: { fast: 12_800, slow: 800 }, overStock: 5 },
    }),
    trainScenario(options, {
      ...{ name: "train-28-128", network: "article-cnn", pictures: "small", batch: 128 },
      ...{ epoch: { fast: 12_800, slow: 1280 }, overStock: 5 },
    }),
    trainScenario(options, {
      ...{ name: "train-240-32", network: "article-cnn", pictures: "large", batch: 32 },
      ...{ epoch: { fast: 128, slow: 32 }, overStock: 3 },
    }),
    trainScenario(options, {
      ...{ name: "train-resnet-128", network: "resnet-8", pictures: "middle", batch: 128 },
      ...{ epoch: { fast: 2560, slow: 256 }, overStock: undefined },
    }),
    startScenario(),
    predictScenario(options, { name: "predict-28", pictures: "small", count: 10_240 }),
    predictScenario(options, { name: "predict-240", pictures: "large", count: 256 }),
    foldsScenario(options),
    lossScenario(options, { name: "loss-article-cnn", network: "article-cnn", pictures: "small", count: 60_000 }),
    lossScenario(options, { name: "loss-resnet-8", network: "resnet-8", pictures: "small", count: 12_800 }),
    ...memoryScenarios(options),
  ];
}

/** What the machine can do at best, by TensorFlow's matrix product, and what the engines' own products do. */
function limitScenario(): Scenario<Setup> {
  const size = 2048;
  return {
    name: "limit",
    title: `product of two ${size}×${size} matrices`,
    unit: "GFLOPS",
    floors: [],
    turns: [NATIVE, WASM, KERAS].map((contender) => ({
      contender,
      async measure(setup, signal) {
        const { gflops = Number.NaN } = await ask(contenderOf(setup, contender), { ask: "limit", size }, signal);
        return { value: gflops };
      },
    })),
  };
}
