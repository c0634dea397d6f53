import { foldMetrics } from "tamiz/learn/fold-metrics";
import { metricTable, predictionTable } from "tamiz/learn/tables";
import { defineStep, list, z } from "tamiz/step";

export default defineStep({
  about: "Measures the predictions of all folds: each, their mean and deviation, and all taken together.",
  in: { runs: list(predictionTable) },
  out: { metrics: metricTable },
  with: z.object({}),
  async run({ in: { runs }, out, log }) {
    const folds = await Promise.all(
      runs.map(async ({ cell, artifact }, index) => ({
        fold: typeof cell.fold === "number" ? cell.fold : index + 1,
        rows: await artifact.all(["label", "class", "predicted", "predicted_class"]),
      })),
    );
    const metrics = foldMetrics(folds);
    const mean = metrics.find((row) => row.scope === "mean" && row.class === "" && row.metric === "accuracy");
    log(`accuracy ${mean?.value.toFixed(3)} ± ${mean?.deviation?.toFixed(3)} over ${folds.length} folds`);
    await out.metrics.write(metrics);
  },
});
