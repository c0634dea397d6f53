import type { Engine } from "../../lib/learn/engine/engine.js";
import { buildNetwork, type NetworkName, type PictureShape } from "../../lib/learn/network.js";
import { random } from "../../lib/learn/random.js";
import type { LabelledBatch } from "../../lib/learn/training/learner.js";
import { openLearner } from "../../lib/learn/training/open.js";

const CLASSES = 10;

export interface StepRateSettings {
  readonly network: NetworkName;
  readonly shape: PictureShape;
  readonly batch: number;
  /** Steps whose time does not count, since code is still being compiled and memory grows. */
  readonly warmUp: number;
  /** Steps are measured until they took this long together, and at least two. */
  readonly milliseconds: number;
}

/** Pictures trained on in a second: steps with Adam on a batch of noise, through the learner that training uses. */
export async function stepRate(engine: Engine, settings: StepRateSettings): Promise<number> {
  const { network, shape, batch, warmUp, milliseconds } = settings;
  const model = buildNetwork(engine, { network, shape, classes: CLASSES, seed: 1 });
  const learner = openLearner(engine, model, { optimizer: { name: "adam", weightDecay: 0 }, seed: 1 });
  const rows = noise(shape, batch);
  let step = 0;
  while (step < warmUp) await learner.step(rows, { step: ++step, rate: 1e-3 });
  const began = performance.now();
  while (step < warmUp + 2 || performance.now() - began < milliseconds) {
    await learner.step(rows, { step: ++step, rate: 1e-3 });
  }
  const seconds = (performance.now() - began) / 1000;
  learner.close();
  return ((step - warmUp) * batch) / seconds;
}

function noise(shape: PictureShape, rows: number): LabelledBatch {
  const source = random("step-rate");
  const pixels = Uint8Array.from({ length: rows * shape.height * shape.width * shape.channels }, () =>
    source.below(256),
  );
  return { ...shape, rows, pixels, labels: Int32Array.from({ length: rows }, () => source.below(CLASSES)) };
}
