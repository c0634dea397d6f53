import type { FoldsResult, ReportContent } from "./content.js";
import { html } from "./html.js";
import { markdownTable } from "./markdown.js";
import { around, count, counted, fixed } from "./number.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

const NOTE = "± is the standard deviation between folds: how much the figure moves when other pictures are trained on.";

/** The folds one by one, and each class over the folds; undefined where nothing was cross-validated. */
export function crossValidationSection({ folds }: ReportContent): Section | undefined {
  if (folds === undefined) return undefined;
  const foldHead = ["fold", "accuracy", "macro F1", "pictures"];
  const foldRows = [
    ...folds.folds.map(({ name, accuracy, f1, pictures }) => [name, fixed(accuracy), fixed(f1), count(pictures)]),
    ["mean ± spread", around(folds.accuracy), around(folds.f1), ""],
  ];
  const classHead = ["class", "precision", "recall", "F1"];
  const classRows = folds.classes.map(({ name, precision, recall, f1 }) => [
    name,
    around(precision),
    around(recall),
    around(f1),
  ]);
  return {
    anchor: "folds",
    title: "Cross-validation",
    html: html`<div class="pair"><div>${htmlTable("Each fold", foldHead, foldRows)}</div>
<div>${htmlTable("Each class, mean ± spread over the folds", classHead, classRows)}</div></div><p class="note">${notes(folds)}</p>`,
    markdown: [markdownTable(foldHead, foldRows), markdownTable(classHead, classRows), notes(folds)].join("\n\n"),
  };
}

function notes({ pooled }: FoldsResult): string {
  if (pooled === undefined) return NOTE;
  const { accuracy, interval, pictures } = pooled;
  const range = `${fixed(interval.low)}–${fixed(interval.high)}`;
  return `All folds taken together: accuracy ${fixed(accuracy)}, 95 % interval ${range}, ${counted(pictures, "picture")}. ${NOTE}`;
}
