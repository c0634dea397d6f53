import type { Difference } from "../artifact/first-difference.js";
import { formatCount } from "../count.js";
import type { Verification } from "../run/verify.js";
import type { Finding, Way } from "../run/verify-unit.js";
import { formatDuration, formatTable, plural } from "./format.js";

/** What differs, the first first: step and output, how it was made, the place, and both values. */
export function findingsText(findings: readonly Finding[]): string {
  const ways = new Set(findings.map(({ way }) => way));
  const told = findings.map(({ task, output, way, difference }) => {
    const rows = placeOf(difference, way).map(([name, value]) => [`    ${name}`, value]);
    return `${task}.${output} differs ${WAYS[way]}\n${formatTable(rows)}\n`;
  });
  const causes = [...ways].map((way) => `→ ${CAUSES[way]}\n`);
  return [...told, ...causes].join("");
}

/** `reproduced: 5 tasks, 6 artifacts in 3.2 s` */
export function summaryText({ findings, failed, tasks, artifacts, halved }: Verification, took: number): string {
  const differing = new Set(findings.map(({ task }) => task)).size;
  const rest = `in ${formatDuration(took)}`;
  if (differing === 0 && failed === 0) {
    const also =
      halved === 0 ? "" : ` (${formatCount(halved)} also with ${halved === 1 ? "its" : "their"} rows in halves)`;
    return `reproduced: ${plural(tasks, "task")}, ${plural(artifacts, "artifact")}${also} ${rest}`;
  }
  const words = [
    ...(differing > 0 ? [`${formatCount(differing)} of ${plural(tasks + failed, "task")} not reproduced`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    `${formatCount(tasks - differing)} reproduced`,
  ];
  return `${words.join(", ")} ${rest}`;
}

const WAYS: { readonly [way in Way]: string } = {
  anew: "when it is made again from the same inputs",
  warm: "when it is made twice in one process",
  halves: "when its rows are taken in two halves",
};

const CAUSES: { readonly [way in Way]: string } = {
  anew: "What differs rests on something that is not in its key: chance, the clock, a file that no input names, or state kept between calls.",
  warm: "The step keeps something from one call to the next: look for variables outside of its run function.",
  halves:
    "A step with `each` makes a row from that row alone: keep nothing between rows, or take `each` out of the step.",
};

function placeOf(difference: Difference, way: Way): readonly (readonly [string, string])[] {
  const [before, after] =
    way === "halves" ? ["whole", "halves"] : way === "warm" ? ["first", "second"] : ["stored", "anew"];
  switch (difference.at) {
    case "schema":
      return [
        ["form", "columns or shape"],
        [before, difference.stored],
        [after, difference.anew],
      ];
    case "row":
      return [
        ["part", difference.part],
        ["row", `${difference.row} ${difference.is === "missing" ? `is only in ${before}` : `is only in ${after}`}`],
      ];
    case "column":
      return [
        ["part", difference.part],
        ["row", difference.row],
        ["column", difference.column],
        [before, shorten(difference.stored)],
        [after, shorten(difference.anew)],
      ];
    case "file":
      return [
        ["file", `${difference.part} ${difference.is === "missing" ? `is only in ${before}` : `is only in ${after}`}`],
      ];
    case "byte":
      return [
        ["file", difference.part],
        ["byte", formatCount(difference.offset)],
      ];
  }
}

const MAX_VALUE = 100;

function shorten(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}
