import type { ReportContent } from "./content.js";
import { html } from "./html.js";
import { markdownTable } from "./markdown.js";
import { count, counted } from "./number.js";
import type { Section } from "./section.js";
import { htmlTable } from "./table.js";

const SHOWN = 20;

/** The files that were left out, and why; undefined where nothing is known of them. */
export function rejectedSection({ rejected }: ReportContent): Section | undefined {
  if (rejected === undefined) return undefined;
  const words = sentence(rejected.length);
  const head = ["file", "reason", "detail"];
  const rows = rejected.slice(0, SHOWN).map(({ id, reason, detail }) => [id, reason, detail]);
  return {
    anchor: "rejected",
    title: "Files left out",
    html: html`<p>${words}</p>${rows.length === 0 ? undefined : htmlTable("Files left out", head, rows, 3)}`,
    markdown: rows.length === 0 ? words : `${words}\n\n${markdownTable(head, rows, 3)}`,
  };
}

function sentence(total: number): string {
  if (total === 0) return "No file was left out.";
  const told = `${counted(total, "file")} ${total === 1 ? "was" : "were"} left out of everything above`;
  return total > SHOWN ? `${told}; the first ${count(SHOWN)} are these.` : `${told}.`;
}
