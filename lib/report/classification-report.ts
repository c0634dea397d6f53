import type { Scores, TestResult } from "./content.js";
import { fixed } from "./number.js";

const COLUMNS = ["precision", "recall", "f1-score", "support"];

/**
 * The classification report as scikit-learn's `classification_report(digits=2)` prints it, character for character.
 * Source of the layout: sklearn/metrics/_classification.py.
 */
export function formatClassificationReport(test: Omit<TestResult, "interval" | "confusion">): string {
  const names = test.classes.map(({ name }) => name);
  const width = Math.max("weighted avg".length, ...names.map((name) => [...name].length));
  const line = (name: string, cells: readonly string[]) =>
    `${padStart(name, width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join("")}\n`;
  const scores = (name: string, { precision, recall, f1, support }: Scores) =>
    line(name, [...[precision, recall, f1].map((value) => fixed(value)), String(support)]);
  return [
    line("", COLUMNS),
    ...test.classes.map((row) => scores(row.name, row)),
    line("accuracy", ["", "", fixed(test.accuracy), String(test.pictures)]),
    scores("macro avg", test.macro),
    scores("weighted avg", test.weighted),
  ]
    .map((text, index) => (index === 0 || index === names.length ? `${text}\n` : text))
    .join("");
}

/** Python's width of a text is its count of code points, not of UTF-16 units. */
function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - [...text].length)) + text;
}
