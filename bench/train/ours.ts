// A contender: tamiz's own trainer, on either engine.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Engine, type LayersModel, openEngine } from "../../lib/learn/engine/engine.js";
import { compileNetwork } from "../../lib/learn/graph/compile.js";
import { encodeSavedModel, type Messages } from "../../lib/learn/graph/saved-model.js";
import { buildNetwork } from "../../lib/learn/network.js";
import { batchOf } from "../../lib/learn/pictures.js";
import { predict } from "../../lib/learn/predict.js";
import { openLearner, openPredictor } from "../../lib/learn/training/open.js";
import { type TrainingData, train } from "../../lib/learn/training/train.js";
import { answerQuestion } from "./answer.js";
import { EpochClock } from "./epoch-clock.js";
import { readExchange } from "./exchange.js";
import { measureLimit } from "./limit.js";
import { passRates } from "./pass-rates.js";
import type { Answer, Question } from "./question.js";
import { readPictures } from "./read-pictures.js";
import { predictionFlops, trainingFlops } from "./work.js";

const CLASSES = 10;
const RATE = 1e-3;
const setup = { optimizer: { name: "adam", weightDecay: 0 }, seed: 1 } as const;

answerQuestion(async (question, setting) => {
  const engine = await openEngine(setting.engine ?? { name: "wasm", threads: 1 });
  switch (question.ask) {
    case "train":
      return measureTraining(engine, question);
    case "predict":
      return measurePrediction(engine, question);
    case "loss":
      return firstEpochLoss(engine, question);
    case "limit":
      return { gflops: measureLimit(engine, question.size) };
    case "graph":
      return writeGraph(engine, question);
    default:
      throw new RangeError(`tamiz is not asked for "${question.ask}"`);
  }
});

type Asked<Ask extends Question["ask"]> = Extract<Question, { readonly ask: Ask }>;
type Result = Omit<Answer, "peakBytes">;

function networkOf(engine: Engine, { network, files }: Asked<"train" | "predict" | "loss" | "graph">): LayersModel {
  return buildNetwork(engine, { network, shape: files.shape, classes: CLASSES, seed: 1 });
}

async function measureTraining(engine: Engine, question: Asked<"train">): Promise<Result> {
  const data = readPictures(question.files, question.pictures);
  const model = networkOf(engine, question);
  const learner = openLearner(engine, model, setup);
  const clock = new EpochClock(question.pictures, question);
  const stop = new AbortController();
  const epochs = Number.MAX_SAFE_INTEGER;
  const schedule = { rate: RATE, shape: "constant", warmup: 0 } as const;
  await train(learner, data, {
    ...{ epochs, batch: question.batch, schedule, seed: 1, signal: stop.signal },
    onEvent(event) {
      if (event.type === "batch") clock.step();
      if (event.type === "epoch" && clock.epoch()) stop.abort();
    },
  }).catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
  return { rates: clock.rates, firstStepAt: clock.firstStepAt, flops: trainingFlops(model) } as Result;
}

async function measurePrediction(engine: Engine, question: Asked<"predict">): Promise<Result> {
  const { pictures, training: rows } = readPictures(question.files, question.pictures);
  const model = networkOf(engine, question);
  const predictor = openPredictor(engine, model);
  const { batch } = question;
  const rates = await passRates(question, () => predict(predictor, pictures, rows, { batch }));
  return { rates, flops: predictionFlops(model) };
}

async function firstEpochLoss(engine: Engine, question: Asked<"loss">): Promise<Result> {
  const data = readPictures(question.files, question.pictures);
  const model = networkOf(engine, question);
  const { weights, order } = readExchange(question.exchange);
  const learner = openLearner(engine, model, setup);
  const values = model.weights.map(({ originalName }) => weights.get(originalName) ?? missing(originalName));
  await learner.restore({ weights: values });
  let sum = 0;
  for (let start = 0, step = 1; start < order.length; start += question.batch, step++) {
    const rows = order.subarray(start, start + question.batch);
    const { loss } = await learner.step(labelledBatch(data, rows), { step, rate: RATE });
    sum += loss * rows.length;
  }
  return { loss: sum / order.length };
}

function labelledBatch({ pictures, labels }: TrainingData, rows: Int32Array) {
  return { ...batchOf(pictures, rows), labels: rows.map((row) => labels[row] ?? 0) };
}

function missing(name: string): never {
  throw new RangeError(`Keras has no weight ${name}`);
}

function writeGraph(engine: Engine, question: Asked<"graph">): Result {
  if (engine.tensorflow === undefined) throw new RangeError("only the native engine trains a graph");
  const { nodes, weights, slots } = compileNetwork(networkOf(engine, question), setup);
  mkdirSync(question.graph, { recursive: true });
  const encoded = encodeSavedModel(nodes, engine.tensorflow.messages as Messages);
  writeFileSync(join(question.graph, "saved_model.pb"), encoded);
  const variables = [...weights, ...slots].map(({ name, shape }) => ({ name, shape }));
  writeFileSync(join(question.graph, "variables.json"), JSON.stringify(variables));
  return {};
}
