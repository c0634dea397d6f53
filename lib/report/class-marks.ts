import { type Html, html } from "./html.js";

/** How a class is drawn, wherever it is. */
export interface ClassMark {
  readonly name: string;
  readonly color: string;
  /** A mark around 0, 0, some eight pixels wide. */
  readonly shape: Html;
}

/** Okabe and Ito's colours that stand out on white: told apart by people who see red, green or blue otherwise. */
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333"];

/** Where there are more classes than colours, each colour comes again with another shape. */
const SHAPES = [
  html`<circle r="3.4"/>`,
  html`<path d="M0-4.4L4.2 3.2H-4.2Z"/>`,
  html`<path d="M-3.1-3.1H3.1V3.1H-3.1Z"/>`,
  html`<path d="M-4.2-1.3H-1.3V-4.2H1.3V-1.3H4.2V1.3H1.3V4.2H-1.3V1.3H-4.2Z"/>`,
];

/** A mark for each class, in the order of the names' code points; past 28 classes marks come again. */
export function classMarks(names: Iterable<string>): readonly ClassMark[] {
  const sorted = [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((name, index) => ({
    name,
    color: COLORS[index % COLORS.length] ?? "",
    shape: SHAPES[Math.floor(index / COLORS.length) % SHAPES.length] ?? html``,
  }));
}

/** Text that stands in a column of `width` pixels at 12 pixels a line. */
export function fitText(text: string, width: number): string {
  const letters = [...text];
  const most = Math.max(1, Math.floor(width / 6.6));
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}
