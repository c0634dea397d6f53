import type { Epoch, ReportContent } from "./content.js";
import { html } from "./html.js";
import { type Chart, lineChart } from "./line-chart.js";
import { markdownTable } from "./markdown.js";
import { fixed } from "./number.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

/** The epoch with the least validation loss, the first of equals; undefined where nothing was validated. */
export function bestEpoch(epochs: readonly Epoch[]): number | undefined {
  let best: Epoch | undefined;
  for (const epoch of epochs) {
    if (known(epoch.val_loss) && (best === undefined || epoch.val_loss < Number(best.val_loss))) best = epoch;
  }
  return best?.epoch;
}

/** Loss and accuracy over the epochs; undefined where no epoch was recorded. */
export function learningCurvesSection({ epochs }: ReportContent): Section | undefined {
  if (epochs.length === 0) return undefined;
  const best = bestEpoch(epochs);
  const validated = best !== undefined;
  const charts = [
    chart("loss", "Loss", epochs, ["loss", "val_loss"], best),
    chart("accuracy", "Accuracy", epochs, ["accuracy", "val_accuracy"], best),
  ].filter((candidate) => candidate.lines.length > 0);
  const words = validated
    ? `The validation loss is least after epoch ${best}, which is marked. ${gapWords(epochs, best)}`.trim()
    : "Nothing was validated while training, so no epoch can be called the best.";
  const head = ["epoch", "loss", "accuracy", "validation loss", "validation accuracy"];
  const rows = epochs.map(({ epoch, loss, accuracy, val_loss, val_accuracy }) => [
    epoch === best ? `${epoch} (best)` : String(epoch),
    ...[loss, accuracy, val_loss, val_accuracy].map((value) => fixed(value ?? Number.NaN, 4)),
  ]);
  return {
    anchor: "curves",
    title: "Learning curves",
    html: html`<p>${words}</p>
<ul class="legend"><li><i class="is-first"></i>training</li>${validated ? html`<li><i class="is-second"></i>validation</li>` : undefined}</ul>
<div class="pair">${charts.map((drawn) => html`<figure>${lineChart(drawn)}</figure>`)}</div>
<details><summary>The same as a table</summary>${htmlTable("Each epoch of training", head, rows)}</details>`,
    markdown: `${words}\n\n${markdownTable(head, rows)}`,
  };
}

type Figure = "loss" | "accuracy" | "val_loss" | "val_accuracy";

function chart(
  id: string,
  title: string,
  epochs: readonly Epoch[],
  [training, validation]: readonly [Figure, Figure],
  best: number | undefined,
): Chart {
  const lines = [
    { name: "training", values: epochs.map((epoch) => epoch[training]), look: "first" as const },
    { name: "validation", values: epochs.map((epoch) => epoch[validation]), look: "second" as const },
  ].filter(({ values }) => values.some(known));
  return { id, title, epochs: epochs.map(({ epoch }) => epoch), lines, best };
}

/** A word on learning by heart, where the training accuracy has run away from the validation accuracy. */
function gapWords(epochs: readonly Epoch[], best: number): string {
  const at = epochs.find(({ epoch }) => epoch === best);
  if (!at || !known(at.accuracy) || !known(at.val_accuracy) || at.accuracy - at.val_accuracy < 0.1) return "";
  return `There the training accuracy (${fixed(at.accuracy)}) is well above the validation accuracy (${fixed(at.val_accuracy)}): the model knows its training pictures partly by heart.`;
}

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}
