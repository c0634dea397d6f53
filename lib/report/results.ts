import { PipelineError } from "../error.js";
import { confusionMatrix, metricsOf, wilsonInterval } from "../learn/metrics.js";
import type { PredictionRow } from "../learn/tables.js";
import type { TestResult } from "./content.js";

type Prediction = Pick<PredictionRow, "label" | "class" | "predicted" | "predicted_class" | "part">;

/** The rows of the test part. Fails where there are predictions and none is of it. */
export function testPart<P extends Prediction>(predictions: readonly P[]): readonly P[] {
  const rows = predictions.filter(({ part }) => part === "test");
  if (rows.length === 0 && predictions.length > 0) {
    throw new PipelineError({
      code: "no-test-predictions",
      message: "the predictions are all of a fold, none is of the test part",
      remedy: "Give the report's `run` the predictions of a training without `fold`.",
    });
  }
  return rows;
}

/**
 * The result on the test part, over the classes that occur in it as truth or as prediction, in the order of their
 * numbers. Without pictures every figure is NaN or 0.
 */
export function testResult(predictions: readonly Prediction[]): TestResult {
  const names = new Map<number, string>();
  for (const row of predictions) {
    names.set(row.label, row.class);
    names.set(row.predicted, row.predicted_class);
  }
  const labels = [...names.keys()].sort((a, b) => a - b);
  const place = new Map(labels.map((label, index) => [label, index]));
  const matrix = confusionMatrix(
    predictions.map(({ label }) => place.get(label) ?? 0),
    predictions.map(({ predicted }) => place.get(predicted) ?? 0),
    labels.length,
  );
  const { accuracy, support, classes, macro, weighted } = metricsOf(matrix);
  return {
    accuracy: support === 0 ? Number.NaN : accuracy,
    interval: wilsonInterval(predictions.filter(({ label, predicted }) => label === predicted).length, support),
    pictures: support,
    classes: classes.map((scores, index) => ({ name: names.get(labels[index] ?? 0) ?? "", ...scores })),
    macro,
    weighted,
    confusion: labels.map((_, row) =>
      Array.from(matrix.counts.subarray(row * labels.length, (row + 1) * labels.length)),
    ),
  };
}
