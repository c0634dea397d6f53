// The tables that pass between the steps of learning.
import { boolean, float64, int32, nullable, type Row, text } from "../artifact/column.js";
import { table } from "../artifact/table.js";

const splitColumns = {
  id: text,
  /** The class's number. */
  label: int32,
  /** The class's name. */
  class: text,
  /** Pictures of one group are never apart; "" where a picture stands alone. */
  group: text,
  /** "train" or "test"; "left-out" of both, as a picture whose label is in doubt is. */
  part: text,
  /** 1…folds in the train part, 0 elsewhere. */
  fold: int32,
  /** In the train part: came with the data to choose weights by. A training whose side has such pictures cuts no share of its own. */
  validation: boolean,
} as const;
export type SplitTableRow = Row<typeof splitColumns>;

/** Where each picture stands. */
export const splitTable = table(splitColumns);

const historyColumns = {
  /** 1 for the first. */
  epoch: int32,
  /** Mean cross-entropy of the training side in nats, over batches as they were trained on. */
  loss: float64,
  /** 0…1, over the same batches. */
  accuracy: float64,
  /** The same of the validation share after the epoch; null where there is none. */
  val_loss: nullable(float64),
  val_accuracy: nullable(float64),
} as const;
export type HistoryRow = Row<typeof historyColumns>;

/** How a training went, epoch by epoch. */
export const historyTable = table(historyColumns);

const predictionColumns = {
  id: text,
  /** The class's number and name. */
  label: int32,
  class: text,
  /** Number and name of the most probable class. */
  predicted: int32,
  predicted_class: text,
  /** Its probability, 0…1. */
  confidence: float64,
  /** "test", or "fold" for pictures of a fold that was left out of the training. */
  part: text,
} as const;
export type PredictionRow = Row<typeof predictionColumns>;

/** What a model says of pictures that it has not seen. */
export const predictionTable = table(predictionColumns);

const metricColumns = {
  /**
   * "fold": of one fold. "mean": the mean over folds, with its deviation. "pooled": of all folds' predictions taken
   * together, with an interval for accuracy.
   */
  scope: text,
  /** The fold, 1…folds; 0 where the row is not of one fold. */
  fold: int32,
  /** The class's name; "" for a figure over all classes. */
  class: text,
  /**
   * With a class: "precision", "recall", "f1". Without: "accuracy", "macro_precision", "macro_recall", "macro_f1",
   * "weighted_precision", "weighted_recall", "weighted_f1".
   */
  metric: text,
  /** 0…1. */
  value: float64,
  /** In scope "mean": the sample standard deviation (n − 1) over folds; null with fewer than two. */
  deviation: nullable(float64),
  /** In scope "pooled" and metric "accuracy": the Wilson interval at 95 %. */
  low: nullable(float64),
  high: nullable(float64),
  /** Pictures that the figure is of. */
  support: int32,
} as const;
export type MetricRow = Row<typeof metricColumns>;

/**
 * How good a model is, one figure a row. "0.93 ± 0.02 over 5 folds" is the row with scope "mean", class "" and metric
 * "accuracy"; the table by class is the rows with scope "mean" or "pooled" and a class.
 */
export const metricTable = table(metricColumns);
