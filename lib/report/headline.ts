import { accuracyStrip } from "./accuracy-strip.js";
import { pictureCount, type ReportContent, type TestResult } from "./content.js";
import { type Html, html } from "./html.js";
import { escapeMarkdown } from "./markdown.js";
import { around, count, counted, fixed } from "./number.js";
import { baselineOf, verdict } from "./verdict.js";

const DATASET_NAMES = {
  "fashion-mnist": "Fashion-MNIST",
  satellite: "satellite photos",
  "own-objects": "own objects",
} as const;

/** What the page is called: in the browser, and as its first heading. */
export function pageTitle({ title, synthetic }: ReportContent): string {
  return synthetic ? `${title} (synthetic sample)` : title;
}

export interface Headline {
  readonly html: Html;
  readonly markdown: string;
}

/** The main thing at first sight: how good, how sure, and what that means. */
export function headline(content: ReportContent): Headline {
  const { test, folds } = content;
  const decimals = decimalsFor(test.pictures);
  const about = aboutData(content);
  const accuracy = fixed(test.accuracy, decimals);
  const certainty = certaintyOf(test, decimals);
  const crossValidated = folds && {
    figure: around(folds.accuracy, decimals),
    over: `over ${counted(folds.folds.length, "fold")}`,
  };
  const sentences = verdict(content, decimals);
  return {
    html: html`<h1>${content.title}${content.synthetic ? html` <span class="tag">synthetic sample</span>` : undefined}</h1>
<p class="under">${about}</p>
<div class="headline"><div>
<p class="score"><span class="figure">${accuracy}</span> <span><strong>test accuracy</strong><br>${certainty}</span></p>
${crossValidated && html`<p>Cross-validated <strong>${crossValidated.figure}</strong> ${crossValidated.over}.</p>`}
${test.pictures === 0 ? undefined : accuracyStrip({ ...test, baseline: baselineOf(test), folds: folds?.folds.map((fold) => fold.accuracy) ?? [] })}
</div><div class="verdict">${sentences.map((sentence, index) => html`<p>${index === 0 ? html`<strong>${sentence}</strong>` : sentence}</p>`)}</div></div>`,
    markdown: [
      `# ${escapeMarkdown(pageTitle(content))}`,
      escapeMarkdown(about),
      `**Test accuracy ${accuracy}** (${certainty})`,
      ...(crossValidated ? [`Cross-validated **${crossValidated.figure}** ${crossValidated.over}.`] : []),
      sentences.map(escapeMarkdown).join(" "),
    ].join("\n\n"),
  };
}

function certaintyOf({ interval, pictures }: TestResult, decimals: number): string {
  if (pictures === 0) return "no test pictures";
  return `95 % interval ${fixed(interval.low, decimals)}–${fixed(interval.high, decimals)}, ${counted(pictures, "picture")}`;
}

function aboutData(content: ReportContent): string {
  const known = content.dataset === undefined || content.synthetic ? [] : [DATASET_NAMES[content.dataset]];
  const pictures = pictureCount(content);
  return [
    ...known,
    content.synthetic ? `${count(pictures)} synthetic pictures` : counted(pictures, "picture"),
    counted(content.classes.length, "class", "classes"),
  ].join(" · ");
}

/** A third decimal means something only where there are thousands of test pictures. */
function decimalsFor(pictures: number): number {
  return pictures >= 2000 ? 3 : 2;
}
