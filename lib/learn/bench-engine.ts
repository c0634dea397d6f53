// A program of its own: trains a network on random pictures for a few seconds, and says how fast that went.
import type { EngineChoice } from "../step/declare.js";
import { answerApart } from "./engine/apart.js";
import { openEngine } from "./engine/engine.js";
import { buildNetwork } from "./network.js";
import { random } from "./random.js";
import { openLearner } from "./training/open.js";
import { type TrainingData, type TrainingEvent, train } from "./training/train.js";

const SHAPE = { height: 28, width: 28, channels: 1 };
const CLASSES = 10;
const PICTURES = 2048;
const BATCH = 32;
const WARM_UP_MS = 1000;
const MEASURED_MS = 2500;

/** Pictures trained on in a second, once it runs. */
answerApart<EngineChoice, number>(async (choice) => {
  const stop = new AbortController();
  const began = performance.now();
  let first: { readonly at: number; readonly done: number } | undefined;
  let rate = 0;
  await trainUntil(choice, stop.signal, (done) => {
    const now = performance.now();
    if (now - began < WARM_UP_MS) return;
    first ??= { at: now, done };
    rate = ((done - first.done) / (now - first.at)) * 1000;
    if (now - first.at >= MEASURED_MS) stop.abort();
  });
  return rate;
});

/** Trains `article-cnn` as the train step does, until `signal` says to stop. */
async function trainUntil(choice: EngineChoice, signal: AbortSignal, onBatch: (done: number) => void): Promise<void> {
  const engine = await openEngine(choice);
  const model = buildNetwork(engine, { network: "article-cnn", shape: SHAPE, classes: CLASSES, seed: 1 });
  const learner = openLearner(engine, model, { optimizer: { name: "adam", weightDecay: 0 }, seed: 1 });
  const onEvent = (event: TrainingEvent) => {
    if (event.type === "batch") onBatch(event.done);
  };
  const schedule = { rate: 1e-3, shape: "constant", warmup: 0 } as const;
  const options = { epochs: Number.MAX_SAFE_INTEGER, batch: BATCH, schedule, seed: 1, signal, onEvent };
  await train(learner, randomData(), options).catch((error) => {
    if (!signal.aborted) throw error;
  });
}

function randomData(): TrainingData {
  const source = random("bench");
  const size = SHAPE.height * SHAPE.width * SHAPE.channels;
  const pixels = Array.from({ length: PICTURES }, () => Uint8Array.from({ length: size }, () => source.below(256)));
  const labels = Int32Array.from({ length: PICTURES }, () => source.below(CLASSES));
  const training = Int32Array.from(labels.keys());
  return { pictures: { ...SHAPE, pixels }, labels, training, validation: new Int32Array() };
}
