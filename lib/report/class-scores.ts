import { formatClassificationReport } from "./classification-report.js";
import type { ReportContent, TestResult } from "./content.js";
import { html } from "./html.js";
import { markdownBlock } from "./markdown.js";
import type { Section } from "./section.js";

const NOTE =
  "Precision: how many of the pictures called so are so. Recall: how many of the class are found. F1: their harmonic mean. Support: test pictures of the class.";

const LONGEST = 14;

/** The report and the heat map stand side by side where both are narrow. */
export function fitsHalf({ classes }: TestResult): boolean {
  return classes.length <= 10 && classes.every(({ name }) => [...name].length <= LONGEST);
}

/** Precision, recall and F1 of each class, as scikit-learn prints them; undefined without test pictures. */
export function classScoresSection({ test }: ReportContent): Section | undefined {
  if (test.pictures === 0) return undefined;
  const report = formatClassificationReport(test);
  return {
    anchor: "classes",
    title: "Classification report",
    half: fitsHalf(test),
    html: html`<div class="scroll" role="region" tabindex="0" aria-label="Classification report"><pre>${report}</pre></div>
<p class="note">${NOTE}</p>`,
    markdown: `${markdownBlock(report)}\n\n${NOTE}`,
  };
}
