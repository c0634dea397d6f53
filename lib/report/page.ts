import { articleSection } from "./article-comparison.js";
import { auditSection } from "./audit.js";
import { classScoresSection } from "./class-scores.js";
import { confusionSection } from "./confusion.js";
import type { ReportContent } from "./content.js";
import { crossValidationSection } from "./cross-validation.js";
import { headline, pageTitle } from "./headline.js";
import { html } from "./html.js";
import { learningCurvesSection } from "./learning-curves.js";
import { modelSection } from "./model-facts.js";
import { rejectedSection } from "./rejected.js";
import { samplesSection } from "./samples.js";
import type { Section } from "./section.js";
import { htmlPage } from "./shell.js";
import { wrongSection } from "./wrong.js";

/** The report as one HTML page that needs nothing else: style, drawings and pictures are in it. */
export function renderPage(content: ReportContent): string {
  const sections = sectionsOf(content);
  return htmlPage(
    pageTitle(content),
    html`<header><div>
${headline(content).html}
<nav aria-label="Sections"><ul>${sections.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`)}</ul></nav>
</div></header>
<main>
${sections.map(
  (
    section,
  ) => html`<section id="${section.anchor}"${section.half ? html` class="half"` : undefined} aria-labelledby="${section.anchor}-heading">
<h2 id="${section.anchor}-heading">${section.title}</h2>
${section.html}
</section>
`,
)}</main>
<footer>Made by tamiz. ${content.synthetic ? "All pictures are synthetic." : undefined}</footer>`,
  );
}

/** The same content in Markdown; pictures are named, not shown. */
export function renderMarkdown(content: ReportContent): string {
  const sections = sectionsOf(content).map(({ title, markdown }) => `## ${title}\n\n${markdown}`);
  return `${[headline(content).markdown, ...sections].join("\n\n")}\n`;
}

function sectionsOf(content: ReportContent): readonly Section[] {
  return [
    classScoresSection(content),
    confusionSection(content),
    learningCurvesSection(content),
    crossValidationSection(content),
    samplesSection(content),
    wrongSection(content),
    articleSection(content),
    auditSection(content),
    rejectedSection(content),
    modelSection(content),
  ].filter((section) => section !== undefined);
}
