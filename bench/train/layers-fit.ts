import type { Engine } from "../../lib/learn/engine/engine.js";
import { buildNetwork } from "../../lib/learn/network.js";
import { batchOf } from "../../lib/learn/pictures.js";
import { EpochClock } from "./epoch-clock.js";
import type { Answer, Question } from "./question.js";
import { readPictures } from "./read-pictures.js";

const CLASSES = 10;

/** Trains with TensorFlow.js's own `LayersModel.fit`, its Adam and its loss, on pictures in one tensor. */
export async function measureFit(engine: Engine, question: Question): Promise<Omit<Answer, "peakBytes">> {
  if (question.ask !== "train") throw new RangeError(`fit is not asked for "${question.ask}"`);
  const { tf } = engine;
  const { network, files, pictures: count, batch } = question;
  const { pictures, labels, training } = readPictures(files, count);
  const { rows, height, width, channels, pixels } = batchOf(pictures, training);
  const x = tf.tensor4d(
    Float32Array.from(pixels, (byte) => byte / 255),
    [rows, height, width, channels],
  );
  const y = tf.tensor1d(Float32Array.from(labels));
  const model = buildNetwork(engine, { network, shape: files.shape, classes: CLASSES, seed: 1 });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const clock = new EpochClock(count, question);
  await model.fit(x, y, {
    batchSize: batch,
    epochs: Number.MAX_SAFE_INTEGER,
    verbose: 0,
    callbacks: {
      onEpochEnd: async () => {
        if (clock.epoch()) model.stopTraining = true;
      },
    },
  });
  return { rates: clock.rates };
}
