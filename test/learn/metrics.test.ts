import { describe, expect, test } from "vitest";
import { confusionMatrix, meanAndDeviation, metricsOf, wilsonInterval } from "../../lib/learn/metrics.js";
import reference from "../reference/metrics.json" with { type: "json" };

describe("metrics equal scikit-learn's", () => {
  test.each(reference.cases)("$name", (expected) => {
    const matrix = confusionMatrix(expected.truth, expected.predicted, expected.classes);
    const metrics = metricsOf(matrix);
    expect([...matrix.counts]).toEqual(expected.confusion.flat());
    expect(metrics.accuracy).toBeCloseTo(expected.accuracy, 12);
    for (const name of ["precision", "recall", "f1", "support"] as const) {
      const values = metrics.classes.map((ofClass) => ofClass[name]);
      values.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[name][index]!, 12);
      });
    }
    for (const kind of ["macro", "weighted"] as const) {
      const { precision, recall, f1 } = metrics[kind];
      [precision, recall, f1].forEach((value, index) => {
        expect(value).toBeCloseTo(expected[kind][index]!, 12);
      });
    }
  });
});

test.each(reference.wilson)("the Wilson interval of $right in $total equals scipy's", ({ right, total, low, high }) => {
  const interval = wilsonInterval(right, total);
  expect(interval.low).toBeCloseTo(low, 12);
  expect(interval.high).toBeCloseTo(high, 12);
});

test("nothing measured leaves everything possible", () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test.each(reference.folds)("mean and deviation of $values equal numpy's", ({ values, mean, deviation }) => {
  const measured = meanAndDeviation(values);
  expect(measured.mean).toBeCloseTo(mean, 12);
  expect(measured.deviation).toBeCloseTo(deviation, 12);
});

test("one value has no deviation", () => {
  expect(meanAndDeviation([0.5])).toEqual({ mean: 0.5, deviation: null });
});
