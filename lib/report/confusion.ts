import { fitsHalf } from "./class-scores.js";
import type { ReportContent } from "./content.js";
import { heatMap } from "./heat-map.js";
import { html } from "./html.js";
import { markdownTable } from "./markdown.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

const CAPTION = "Test pictures: rows are the true classes, columns what the model said.";

/** Which class is taken for which; undefined without test pictures. */
export function confusionSection({ test }: ReportContent): Section | undefined {
  if (test.pictures === 0) return undefined;
  const names = test.classes.map(({ name }) => name);
  const head = ["true \\ predicted", ...names];
  const rows = test.confusion.map((row, index) => [names[index] ?? "", ...row]);
  return {
    anchor: "confusion",
    title: "Confusion matrix",
    half: fitsHalf(test),
    html: html`<figure><div class="scroll" role="region" tabindex="0" aria-label="Confusion matrix">${heatMap(names, test.confusion)}</div>
<figcaption>${CAPTION} Colour shows the share of the row; the diagonal is right.</figcaption></figure>
<details><summary>The same as a table</summary>${htmlTable(CAPTION, head, rows)}</details>`,
    markdown: `${CAPTION}\n\n${markdownTable(head, rows)}`,
  };
}
