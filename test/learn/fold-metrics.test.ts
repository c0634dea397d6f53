import { expect, test } from "vitest";
import { type FoldPrediction, foldMetrics } from "../../lib/learn/fold-metrics.js";

const names = ["cat", "dog"];
const prediction = (label: number, predicted: number): FoldPrediction => ({
  label,
  class: names[label]!,
  predicted,
  predicted_class: names[predicted]!,
});
// Fold 1 has 3 of 4 right, fold 2 all 4.
const folds = [
  { fold: 2, rows: [prediction(0, 0), prediction(0, 0), prediction(1, 1), prediction(1, 1)] },
  { fold: 1, rows: [prediction(0, 0), prediction(0, 1), prediction(1, 1), prediction(1, 1)] },
];

test("folds come in order, with their mean, deviation and pooled interval", () => {
  const accuracy = foldMetrics(folds).filter((row) => row.metric === "accuracy");
  expect(accuracy.map(({ scope, fold, value, support }) => ({ scope, fold, value, support }))).toEqual([
    { scope: "fold", fold: 1, value: 0.75, support: 4 },
    { scope: "fold", fold: 2, value: 1, support: 4 },
    { scope: "mean", fold: 0, value: 0.875, support: 8 },
    { scope: "pooled", fold: 0, value: 0.875, support: 8 },
  ]);
  expect(accuracy[2]?.deviation).toBeCloseTo(Math.sqrt(2) * 0.125, 12);
  // Wilson's interval for 7 in 8.
  expect(accuracy[3]?.low).toBeCloseTo(0.5291, 4);
  expect(accuracy[3]?.high).toBeCloseTo(0.9776, 4);
});

test("each class has its figures", () => {
  const dog = foldMetrics(folds).filter((row) => row.scope === "fold" && row.fold === 1 && row.class === "dog");
  expect(dog.map(({ metric, value }) => [metric, value])).toEqual([
    ["precision", 2 / 3],
    ["recall", 1],
    ["f1", 0.8],
  ]);
});

test("a fold without predictions is refused", () => {
  expect(() => foldMetrics([...folds, { fold: 3, rows: [] }])).toThrow("fold 3 has no predictions");
});
