import { type ReportContent, wrongCount } from "./content.js";
import { html } from "./html.js";
import { markdownTable } from "./markdown.js";
import { count, counted, fixed } from "./number.js";
import { thumbnailImage } from "./samples.js";
import type { Section } from "./section.js";

/** The test pictures that the model got wrong, the most confident first; undefined without test pictures. */
export function wrongSection({ wrong, test }: ReportContent): Section | undefined {
  if (test.pictures === 0) return undefined;
  const total = wrongCount(test);
  const words = sentence(total, wrong.length, test.pictures);
  return {
    anchor: "wrong",
    title: "Wrong predictions",
    html: html`<p>${words}</p>
${
  wrong.length === 0
    ? undefined
    : html`<ul class="gallery">${wrong.map(
        (
          picture,
        ) => html`<li>${thumbnailImage(picture, `${picture.truth}, taken for ${picture.predicted}: ${picture.id}`)}
${picture.truth} → <strong>${picture.predicted}</strong><br>confidence ${fixed(picture.confidence)}<br><span class="id">${picture.id}</span></li>
`,
      )}</ul>`
}`,
    markdown: [
      words,
      ...(wrong.length === 0
        ? []
        : [
            markdownTable(
              ["picture", "true", "predicted", "confidence"],
              wrong.map(({ id, truth, predicted, confidence }) => [id, truth, predicted, fixed(confidence)]),
              3,
            ),
          ]),
    ].join("\n\n"),
  };
}

function sentence(total: number, shown: number, pictures: number): string {
  if (total === 0) return `None of the ${counted(pictures, "test picture")} was classified wrongly.`;
  const found = `${count(total)} of ${counted(pictures, "test picture")} ${total === 1 ? "was" : "were"} classified wrongly`;
  return shown < total ? `${found}; these are the ${shown} the model was surest of.` : `${found}, the surest first.`;
}
