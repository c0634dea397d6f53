import { openEngine } from "tamiz/learn/engine/engine";
import { wilsonInterval } from "tamiz/learn/metrics";
import { buildNetwork, networkNames } from "tamiz/learn/network";
import { pixelTypeOf } from "tamiz/learn/pictures";
import { decide, predict } from "tamiz/learn/predict";
import { saveModel } from "tamiz/learn/save";
import { readSides, type Sides } from "tamiz/learn/sides";
import { historyTable, type PredictionRow, predictionTable, splitTable } from "tamiz/learn/tables";
import { openLearner } from "tamiz/learn/training/open";
import type { Optimizer } from "tamiz/learn/training/optimizer";
import { type BatchProgress, type TrainingEvent, train } from "tamiz/learn/training/train";
import { defineStep, model, PipelineError, pixelTable, z } from "tamiz/step";

export default defineStep({
  about: "Trains a network on the train part and predicts the test part; with `fold`, the same without that fold.",
  in: { images: pixelTable, split: splitTable },
  out: { model, history: historyTable, predictions: predictionTable },
  with: z.object({
    network: z.enum(networkNames).default("article-cnn").describe("The network to train."),
    epochs: z.int().positive().default(10).describe("Times that every picture is trained on."),
    batch: z.int().positive().default(32).describe("Pictures a training step."),
    optimizer: z.enum(["adam", "adamw", "sgd"]).default("adam").describe("How gradients change the weights."),
    learning_rate: z.number().positive().default(0.001).describe("The optimiser's step size."),
    schedule: z
      .enum(["constant", "cosine"])
      .default("constant")
      .describe("How the learning rate goes: it stays, or falls to 0 along a cosine."),
    warmup: z.int().min(0).default(0).describe("Training steps over which the learning rate first grows from 0."),
    momentum: z.number().min(0).max(0.999).default(0.9).describe("Of sgd; the others have their own."),
    weight_decay: z.number().min(0).default(0).describe("Draws kernels towards 0; apart from the gradient in adamw."),
    clip_norm: z.number().positive().optional().describe("The norm that all gradients together are scaled down to."),
    validation: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.1)
      .describe(
        "Share of the training side that chooses the weights; given validation pictures do where there are any.",
      ),
    restore_best: z.boolean().default(true).describe("Keep the weights of the epoch with the lowest validation loss."),
    patience: z.int().positive().optional().describe("Stop after so many epochs without a lower validation loss."),
    seed: z
      .int()
      .default(7)
      .describe("Seeds the weights, the order of the pictures, dropout and the validation share."),
    fold: z.int().positive().optional().describe("Leave this fold out, and predict it; the test part is not touched."),
  }),
  async run({ in: { images, split }, with: options, out, engine: choice, checkpoint, progress, log, signal }) {
    if (choice === undefined) throw noEngine();
    const sides = await readSides(images, await split.all(), options);
    const engine = await openEngine(choice);
    const { network, seed, epochs } = options;
    const net = buildNetwork(engine, { network, shape: sides.pictures, classes: sides.classes.names.length, seed });
    const pixels = pixelTypeOf(sides.pictures.pixels);
    const learner = openLearner(engine, net, { optimizer: optimizerOf(options), seed, pixels }, log);
    const history = await train(learner, sides, {
      ...{ epochs, seed, signal, checkpoint },
      batch: options.batch,
      schedule: { rate: options.learning_rate, shape: options.schedule, warmup: options.warmup },
      patience: options.patience,
      restoreBest: options.restore_best,
      onEvent: (event) => tell(event, epochs, { progress, log }),
    });
    const decisions = decide(await predict(learner, sides.pictures, sides.held, { signal }));
    await learner.updateModel();
    learner.close();
    const predictions = predictionRows(sides, decisions, options.fold === undefined ? "test" : "fold");
    log(describeAccuracy(predictions, options.fold));
    await out.model.write(await saveModel(net, { ...metadataOf(sides, network, seed), engine: engine.name }));
    await out.history.write(
      history.map(({ epoch, loss, accuracy, validationLoss, validationAccuracy }) => ({
        ...{ epoch, loss, accuracy },
        val_loss: validationLoss,
        val_accuracy: validationAccuracy,
      })),
    );
    await out.predictions.write(predictions);
  },
});

function optimizerOf({
  optimizer: name,
  momentum,
  weight_decay: weightDecay,
  clip_norm: clipNorm,
}: {
  optimizer: Optimizer["name"];
  momentum: number;
  weight_decay: number;
  clip_norm?: number | undefined;
}): Optimizer {
  const shared = { weightDecay, clipNorm };
  return name === "sgd" ? { name, momentum, ...shared } : { name, ...shared };
}

interface Listener {
  progress(progress: { done: number; total: number; unit: string; note: string }): void;
  log(message: string): void;
}

function tell(event: TrainingEvent, epochs: number, { progress, log }: Listener): void {
  switch (event.type) {
    case "batch":
      progress({ done: event.done, total: event.total, unit: "pictures", note: noteOf(event, epochs) });
      return;
    case "resumed":
      log(`goes on from a checkpoint after ${event.epochs} of ${epochs} epochs`);
      return;
    case "stopped-early":
      log(`stopped after epoch ${event.epoch}: the validation loss was lowest after epoch ${event.best}`);
      return;
    case "epoch":
      return;
  }
}

function describeAccuracy(rows: readonly PredictionRow[], fold: number | undefined): string {
  const right = rows.filter((row) => row.predicted === row.label).length;
  const [low, high] = Object.values(wilsonInterval(right, rows.length)).map((value) => value.toFixed(2));
  const side = fold === undefined ? "test" : `fold ${fold}`;
  return `${side} accuracy ${(right / rows.length).toFixed(3)} (95 % interval ${low}–${high}, ${rows.length} pictures)`;
}

function noteOf({ epoch, loss, validationAccuracy }: BatchProgress, epochs: number): string {
  const validation = validationAccuracy === undefined ? "" : `, validation ${validationAccuracy.toFixed(2)}`;
  return `epoch ${epoch} of ${epochs}, loss ${loss.toFixed(2)}${validation}`;
}

function metadataOf({ pictures, classes }: Sides, network: string, seed: number) {
  const { width, height, channels } = pictures;
  return {
    classes: classes.names,
    labels: classes.labels,
    width,
    height,
    channels,
    normalisation: pixelTypeOf(pictures.pixels) === "uint8" ? "bytes / 255" : "doubles, 0…1",
    network,
    seed,
  };
}

function predictionRows(
  { rows, held, classes }: Sides,
  decisions: readonly { readonly predicted: number; readonly confidence: number }[],
  part: string,
): PredictionRow[] {
  return Array.from(held).flatMap((index, position) => {
    const row = rows[index];
    const decision = decisions[position];
    if (row === undefined || decision === undefined) return [];
    return {
      ...{ id: row.id, label: row.label, class: row.class, part },
      predicted: classes.labels[decision.predicted] ?? -1,
      predicted_class: classes.names[decision.predicted] ?? "",
      confidence: decision.confidence,
    };
  });
}

function noEngine(): PipelineError {
  return new PipelineError({
    code: "no-engine",
    message: "the step was started without an engine to train on",
    remedy: "Run it with `pipeline run`, which chooses one.",
  });
}
