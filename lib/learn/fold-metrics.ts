import { PipelineError } from "../error.js";
import {
  type ClassMetrics,
  confusionMatrix,
  type Metrics,
  meanAndDeviation,
  metricsOf,
  wilsonInterval,
} from "./metrics.js";
import type { MetricRow } from "./tables.js";

/** One fold's predictions, as far as they are counted. */
export interface FoldPredictions {
  /** 1 for the first. */
  readonly fold: number;
  readonly rows: readonly FoldPrediction[];
}

export interface FoldPrediction {
  readonly label: number;
  readonly class: string;
  readonly predicted: number;
  readonly predicted_class: string;
}

/** The figures of one confusion matrix, in the order they are listed. */
interface Figure {
  readonly class: string;
  readonly metric: string;
  readonly value: number;
  readonly support: number;
}

/**
 * The rows of a metric table: of each fold, their mean and deviation, and all predictions pooled. Classes come in the
 * order of their numbers. Fails with a `PipelineError` where a fold has no predictions.
 */
export function foldMetrics(folds: readonly FoldPredictions[]): MetricRow[] {
  const names = classNames(folds);
  const labels = new Map([...names.keys()].map((label, index) => [label, index]));
  const inOrder = [...folds].sort((a, b) => a.fold - b.fold);
  for (const { fold, rows } of inOrder) if (rows.length === 0) throw emptyFold(fold);
  const measure = (rows: readonly FoldPrediction[]) => {
    const matrix = confusionMatrix(
      rows.map((row) => labels.get(row.label) ?? 0),
      rows.map((row) => labels.get(row.predicted) ?? 0),
      names.size,
    );
    return figures(metricsOf(matrix), [...names.values()]);
  };
  const ofFolds = inOrder.map(({ fold, rows }) => ({ fold, figures: measure(rows) }));
  const pooled = measure(inOrder.flatMap(({ rows }) => rows));
  return [
    ...ofFolds.flatMap(({ fold, figures }) => figures.map((figure) => ({ ...plain, ...figure, scope: "fold", fold }))),
    ...pooled.map((figure, index): MetricRow => {
      const values = ofFolds.map(({ figures }) => figures[index]?.value ?? Number.NaN);
      const { mean, deviation } = meanAndDeviation(values);
      return { ...plain, ...figure, scope: "mean", value: mean, deviation };
    }),
    ...pooled.map((figure): MetricRow => {
      const row = { ...plain, ...figure, scope: "pooled" };
      const right = Math.round(figure.value * figure.support);
      return figure.metric === "accuracy" ? { ...row, ...wilsonInterval(right, figure.support) } : row;
    }),
  ];
}

const plain = { fold: 0, deviation: null, low: null, high: null } as const;

/** Number → name of every class that occurs, in order of the numbers. */
function classNames(folds: readonly FoldPredictions[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const row of folds.flatMap(({ rows }) => rows)) {
    names.set(row.label, row.class);
    names.set(row.predicted, row.predicted_class);
  }
  return new Map([...names].sort(([a], [b]) => a - b));
}

function figures(metrics: Metrics, names: readonly string[]): Figure[] {
  const { support } = metrics;
  const averages = (["macro", "weighted"] as const).flatMap((kind) =>
    triple(metrics[kind]).map(([metric, value]) => ({ class: "", metric: `${kind}_${metric}`, value, support })),
  );
  const byClass = metrics.classes.flatMap((ofClass, index) =>
    triple(ofClass).map(([metric, value]) => ({ class: names[index] ?? "", metric, value, support: ofClass.support })),
  );
  return [{ class: "", metric: "accuracy", value: metrics.accuracy, support }, ...averages, ...byClass];
}

function triple({ precision, recall, f1 }: ClassMetrics): [string, number][] {
  return [
    ["precision", precision],
    ["recall", recall],
    ["f1", f1],
  ];
}

function emptyFold(fold: number): PipelineError {
  return new PipelineError({
    code: "empty-fold",
    message: `fold ${fold} has no predictions`,
    remedy: "Ask for no more folds than the split made.",
  });
}
