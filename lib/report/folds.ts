import type { MetricRow } from "../learn/tables.js";
import type { FoldsResult, MeanSpread } from "./content.js";

/** What the rows of a metric table say of the folds; undefined where there is no fold among them. */
export function foldsResult(rows: readonly MetricRow[]): FoldsResult | undefined {
  const folds = rows.filter(({ scope, metric }) => scope === "fold" && metric === "accuracy");
  if (folds.length === 0) return undefined;
  const mean = (name: string, metric: string) => meanOf(rows, name, metric);
  const names = rows.filter(({ scope, metric, class: name }) => scope === "mean" && metric === "f1" && name !== "");
  const pooled = rows.find(({ scope, metric }) => scope === "pooled" && metric === "accuracy");
  return {
    folds: folds.map(({ fold, value, support }) => ({
      name: String(fold),
      pictures: support,
      accuracy: value,
      f1:
        rows.find((row) => row.scope === "fold" && row.fold === fold && row.metric === "macro_f1")?.value ?? Number.NaN,
    })),
    accuracy: mean("", "accuracy"),
    f1: mean("", "macro_f1"),
    classes: names.map(({ class: name }) => ({
      name,
      precision: mean(name, "precision"),
      recall: mean(name, "recall"),
      f1: mean(name, "f1"),
    })),
    pooled: pooled && {
      accuracy: pooled.value,
      interval: { low: pooled.low ?? Number.NaN, high: pooled.high ?? Number.NaN },
      pictures: pooled.support,
    },
  };
}

function meanOf(rows: readonly MetricRow[], name: string, metric: string): MeanSpread {
  const row = rows.find(
    (candidate) => candidate.scope === "mean" && candidate.class === name && candidate.metric === metric,
  );
  return { mean: row?.value ?? Number.NaN, spread: row?.deviation ?? Number.NaN };
}
