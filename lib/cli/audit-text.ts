import { formatCount } from "../count.js";
import type { AuditedPicture, FindingKind, FindingRow } from "../image/audit/tables.js";
import { formatTable, plural } from "./format.js";

/** The name of the step that `pipeline audit` tells of. */
export const AUDIT_STEP = "audit";

/** An audit's tables, and the pictures that it is of. */
export interface Audited {
  readonly images: readonly { readonly id: string; readonly label: number; readonly class: string }[];
  readonly pictures: readonly AuditedPicture[];
  readonly findings: readonly FindingRow[];
}

const SHOWN = 5;

/** Counts first, then the first findings of each kind, then the classes; at most 80 columns, but for long ids. */
export function auditText({ images, pictures, findings }: Audited): string {
  const classes = balanceOf(images);
  const ofKind = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind);
  const listed = LISTED.flatMap(({ kind, title, line }) => {
    const found = ofKind(kind);
    const rest = found.length > SHOWN ? [`  … and ${formatCount(found.length - SHOWN)} more`] : [];
    const lines = found.slice(0, SHOWN).map((finding) => `  ${line(finding)}`);
    return found.length === 0 ? [] : [[title, ...lines, ...rest].join("\n")];
  });
  return `${[
    `${plural(images.length, "picture")} of ${plural(classes.length, "class", "classes")}`,
    formatTable(countsOf(pictures, ofKind), [true]),
    ...listed,
    `classes\n${classesText(classes, images.length)}`,
    "all of it: pipeline show audit.findings · artifacts/audit/",
  ].join("\n\n")}\n`;
}

function countsOf(
  pictures: readonly AuditedPicture[],
  ofKind: (kind: FindingKind) => readonly FindingRow[],
): string[][] {
  const sizes = new Map<string, number>();
  for (const { group } of pictures) if (group !== "") sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const shared = [...sizes.values()].filter((size) => size > 1);
  const grouped = shared.reduce((sum, size) => sum + size, 0);
  const largest = shared.reduce((most, size) => Math.max(most, size), 0);
  const leftOut = pictures.filter(({ status }) => status === "left-out").length;
  const held = ofKind("given-split-leak").length;
  const [leak] = ofKind("random-split-leak");
  const line = (count: number, words: string) => [`  ${formatCount(count)}`, words];
  return [
    line(
      ofKind("label-conflict").length,
      `label conflicts${leftOut === 0 ? "" : `; ${plural(leftOut, "picture")} left out of training and test`}`,
    ),
    line(ofKind("exact-duplicate").length, "exact duplicates"),
    line(ofKind("near-duplicate").length, "near-duplicates"),
    line(ofKind("burst").length, "pictures taken in a burst, right after another"),
    line(
      shared.length,
      shared.length === 0 ? "groups" : `groups, with ${plural(grouped, "picture")}, ${largest} at most`,
    ),
    line(ofKind("suspect-group").length, "suspect groups: so large that they bind a split's hands"),
    ...(ofKind("flat").length === 0 ? [] : [line(ofKind("flat").length, "flat pictures, compared with no other")]),
    ...(held === 0 ? [] : [line(held, "pictures held by the given split, with a companion that it trains on")]),
    ...(leak?.measure == null
      ? []
      : [[`  ${percent(leak.measure)}`, "of the test pictures would have a companion in train by a random split"]]),
  ];
}

/** What is told one by one, in this order; where there is nothing of a kind, not even its title. */
const LISTED: readonly {
  readonly kind: FindingKind;
  readonly title: string;
  readonly line: (finding: FindingRow) => string;
}[] = [
  { kind: "label-conflict", title: "label conflicts: the same bytes under two labels", line: pair },
  { kind: "exact-duplicate", title: "exact duplicates", line: pair },
  {
    kind: "near-duplicate",
    title: "near-duplicates, the most alike first",
    line: (finding) => `${(finding.measure ?? 0).toFixed(2)}  ${pair(finding)}`,
  },
  {
    kind: "burst",
    title: "bursts, with the seconds between",
    line: (finding) => `${(finding.measure ?? 0).toFixed(1).padStart(4)}  ${pair(finding)}`,
  },
  {
    kind: "suspect-group",
    title: "suspect groups, the largest first: do their pictures belong together?",
    line: ({ group, measure }) => `${percent(measure ?? 0)}  ${group}`,
  },
  { kind: "given-split-leak", title: "trained on, and held, by the given split", line: pair },
  { kind: "flat", title: "flat pictures", line: ({ picture }) => picture ?? "" },
];

function pair({ picture, other }: FindingRow): string {
  return `${other ?? ""}  ${picture ?? ""}`;
}

function balanceOf(images: Audited["images"]): { readonly name: string; readonly pictures: number }[] {
  const classes = new Map<number, { name: string; pictures: number }>();
  for (const { label, class: name } of images) {
    const known = classes.get(label) ?? { name, pictures: 0 };
    classes.set(label, known);
    known.pictures++;
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, counted]) => counted);
}

const WIDEST = 24;

function classesText(classes: ReturnType<typeof balanceOf>, total: number): string {
  const most = Math.max(1, ...classes.map(({ pictures }) => pictures));
  const rows = classes.map(({ name, pictures }) => [
    `  ${name.length > WIDEST ? `${name.slice(0, WIDEST - 1)}…` : name}`,
    formatCount(pictures),
    percent(pictures / total),
    "█".repeat(Math.round((WIDEST * pictures) / most)),
  ]);
  return formatTable(rows, [false, true, true]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
