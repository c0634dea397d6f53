// Formulas and conventions as in scikit-learn's `classification_report` with zero_division=0.

/** counts[row × classes + column]: pictures of class `row` that were predicted to be of class `column`. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;
}

/** In 0…1; 0 where a quotient has no denominator. */
export interface ClassMetrics {
  /** Right ones among those predicted to be of the class. */
  readonly precision: number;
  /** Right ones among those of the class. */
  readonly recall: number;
  /** 2·precision·recall / (precision + recall). */
  readonly f1: number;
  /** Pictures of the class. */
  readonly support: number;
}

export interface Metrics {
  /** Right ones among all, 0…1. */
  readonly accuracy: number;
  readonly support: number;
  readonly classes: readonly ClassMetrics[];
  /** Means over the classes that occur, as truth or as prediction. */
  readonly macro: ClassMetrics;
  /** Means over the classes, weighted by support. */
  readonly weighted: ClassMetrics;
}

/** Counts pairs of true and predicted classes, both in 0…classes−1 and of equal length. */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  const counts = new Float64Array(classes * classes);
  for (let index = 0; index < truth.length; index++) {
    const cell = (truth[index] ?? 0) * classes + (predicted[index] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { classes, counts };
}

export function metricsOf({ classes, counts }: ConfusionMatrix): Metrics {
  const at = (row: number, column: number) => counts[row * classes + column] ?? 0;
  const numbers = Array.from({ length: classes }, (_, index) => index);
  const predicted = numbers.map((column) => sum(numbers.map((row) => at(row, column))));
  const ofClass = numbers.map((label): ClassMetrics => {
    const support = sum(numbers.map((column) => at(label, column)));
    const right = at(label, label);
    const precision = quotient(right, predicted[label] ?? 0);
    const recall = quotient(right, support);
    const f1 = quotient(2 * right, support + (predicted[label] ?? 0));
    return { precision, recall, f1, support };
  });
  const support = sum(ofClass.map((metrics) => metrics.support));
  const right = sum(numbers.map((label) => at(label, label)));
  const occurs = ofClass.map((metrics, label) => (metrics.support + (predicted[label] ?? 0) > 0 ? 1 : 0));
  return {
    accuracy: quotient(right, support),
    support,
    classes: ofClass,
    macro: average(ofClass, occurs, support),
    weighted: average(
      ofClass,
      ofClass.map((metrics) => metrics.support),
      support,
    ),
  };
}

/**
 * The Wilson score interval for a proportion of `right` in `total` (Wilson 1927), at 95 % by default. Within 0…1;
 * all of it where `total` is 0.
 */
export function wilsonInterval(right: number, total: number, z = 1.959963984540054): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const proportion = right / total;
  const squared = z * z;
  const centre = proportion + squared / (2 * total);
  const reach = z * Math.sqrt((proportion * (1 - proportion)) / total + squared / (4 * total * total));
  const scale = 1 + squared / total;
  return {
    low: right === 0 ? 0 : (centre - reach) / scale,
    high: right === total ? 1 : (centre + reach) / scale,
  };
}

/** Mean and sample standard deviation (n − 1); the deviation of fewer than two values is null, their mean NaN if none. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number | null } {
  const mean = sum(values) / values.length;
  if (values.length < 2) return { mean, deviation: null };
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

function average(classes: readonly ClassMetrics[], weights: readonly number[], support: number): ClassMetrics {
  const total = sum(weights);
  const mean = (value: (metrics: ClassMetrics) => number) =>
    quotient(sum(classes.map((metrics, index) => value(metrics) * (weights[index] ?? 0))), total);
  return {
    precision: mean((metrics) => metrics.precision),
    recall: mean((metrics) => metrics.recall),
    f1: mean((metrics) => metrics.f1),
    support,
  };
}

function quotient(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
