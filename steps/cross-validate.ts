import { foldMetrics } from "tamiz/learn/fold-metrics";
import { metricTable, predictionTable } from "tamiz/learn/tables";
import { defineStep, list, z } from "tamiz/step";

export default defineStep({
  about: "Measures the predictions of all folds: each, their mean and deviation, and all taken together.",
  in: { runs: list(predictionTable) },
  out: { metrics: metricTable },
  with: z.object({}),
  async run({ in: { runs }, out }) {
    const folds = await Promise.all(
      runs.map(async ({ cell, artifact }, index) => ({
        fold: typeof cell.fold === "number" ? cell.fold : index + 1,
        rows: await artifact.all(["label", "class", "predicted", "predicted_class"]),
      })),
    );
    await out.metrics.write(foldMetrics(folds));
  },
});
