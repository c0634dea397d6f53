import type { ReportContent } from "./content.js";
import { html } from "./html.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

/** Where the facts of the last run lie, seen from the report in `artifacts/<step>/<output>/`. */
const RUN_PAGE = "../../run.html";
const LINK = "keys, engine and durations of the last run";

/** What the model says of itself, and the way to the facts of the run. */
export function modelSection({ model }: ReportContent): Section {
  const head = ["setting", "value"];
  const rows = model.map(({ name, value }) => [name, value]);
  return {
    anchor: "run-facts",
    title: "How it was made",
    html: html`${rows.length === 0 ? undefined : htmlTable("The model", head, rows, 2)}
<p><a href="${RUN_PAGE}">${LINK}</a></p>`,
    markdown: [
      ...(rows.length === 0 ? [] : [markdownTable(head, rows, 2)]),
      `[${escapeMarkdown(LINK)}](${RUN_PAGE})`,
    ].join("\n\n"),
  };
}
