import type { FindingKind } from "../image/audit/tables.js";
import type { AuditContent, FoundPair } from "./audit-content.js";
import type { ReportContent } from "./content.js";
import { type Html, html } from "./html.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { count, counted, fixed, percent } from "./number.js";
import { thumbnailImage } from "./samples.js";
import type { Section } from "./section.js";

/** What the pictures have to do with each other; undefined where they were not compared. */
export function auditSection({ audit }: ReportContent): Section | undefined {
  if (audit === undefined) return undefined;
  const sentences = sentencesOf(audit);
  const kinds = audit.findings.flatMap(({ kind, total, shown }) =>
    total === 0 || KINDS[kind] === undefined ? [] : [{ ...KINDS[kind], kind, total, shown }],
  );
  return {
    anchor: "audit",
    title: "Duplicates and groups",
    html: html`<p>${sentences.join(" ")}</p>
${kinds.map(
  ({
    kind,
    title,
    about,
    total,
    shown,
  }) => html`<h3>${title} <span class="note">${ofTotal(shown.length, total)}</span></h3>
<p class="note">${about}</p>
<ul class="pairs">${shown.map((pair) => pairItem(kind, pair))}</ul>
`,
)}`,
    markdown: [
      escapeMarkdown(sentences.join(" ")),
      ...kinds.map(({ kind, title, about, total, shown }) =>
        [
          `### ${title} (${ofTotal(shown.length, total)})`,
          about,
          markdownTable(
            ["pictures", "measure"],
            shown.map(({ pictures, measure }) => [pictures.map(({ id }) => id).join(" · "), measured(kind, measure)]),
            2,
          ),
        ].join("\n\n"),
      ),
    ].join("\n\n"),
  };
}

const KINDS: { readonly [kind in FindingKind]?: { readonly title: string; readonly about: string } } = {
  "label-conflict": { title: "Label conflicts", about: "The same file under two labels: one of them must be wrong." },
  "exact-duplicate": { title: "Exact duplicates", about: "The same file twice under one label." },
  "near-duplicate": {
    title: "Near-duplicates",
    about: "Pictures of one view, from the most alike to the least. Likeness is that of their details, 0 to 1.",
  },
  burst: { title: "Bursts", about: "Taken with one camera, one right after the other." },
  "suspect-group": {
    title: "Suspect groups",
    about: "A group this large leaves a split little choice: look whether its pictures really belong together.",
  },
  "given-split-leak": {
    title: "Leaks of the given split",
    about: "The split that came with the data trains on the left one and tests on the right one.",
  },
  flat: { title: "Flat pictures", about: "As good as one colour all over; they were compared with no other." },
};

function pairItem(kind: FindingKind, { pictures, measure }: FoundPair): Html {
  const classes = [...new Set(pictures.map((picture) => picture.class))];
  const words = [classes.join(" / "), measured(kind, measure)].filter((word) => word !== "");
  return html`<li><div>${pictures.map((picture) => thumbnailImage(picture, `${picture.class}: ${picture.id}`))}</div>
${words.join(" · ")}<br><span class="id">${pictures.map(({ id }) => id).join(" · ")}</span></li>
`;
}

function measured(kind: FindingKind, measure: number | null): string {
  if (measure === null) return "";
  if (kind === "burst") return `${fixed(measure, 1)} s apart`;
  if (kind === "suspect-group") return `${percent(measure)} of all pictures`;
  return `likeness ${fixed(measure)}`;
}

function ofTotal(shown: number, total: number): string {
  return shown < total ? `${count(shown)} of ${count(total)}` : count(total);
}

function sentencesOf({ groups, grouped, leftOut, randomLeak, findings }: AuditContent): string[] {
  const leaks = findings.find(({ kind }) => kind === "given-split-leak")?.total ?? 0;
  return [
    groups === 0
      ? "No two pictures belong together: each stands alone."
      : `${counted(grouped, "picture")} belong to ${counted(groups, "group")}; a group stays on one side of every split that is drawn here.`,
    ...(randomLeak === null || groups === 0
      ? []
      : [
          `Were groups not heeded, ${share(randomLeak)} of the test pictures would be expected to have a companion in the train part.`,
        ]),
    ...(leaks === 0
      ? []
      : [
          `The split that came with the data leaves ${counted(leaks, "held picture")} with a companion that it trains on.`,
        ]),
    ...(leftOut === 0
      ? []
      : [
          `${counted(leftOut, "picture")} ${leftOut === 1 ? "was" : "were"} left out of training and test: the same bytes have two labels.`,
        ]),
  ];
}

function share(value: number): string {
  return value > 0 && value < 0.1 ? `${fixed(value * 100, 1)} %` : percent(value);
}
