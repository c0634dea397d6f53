import { type Html, html } from "./html.js";

/** How a class is drawn, wherever it is. */
export interface ClassMark {
  readonly name: string;
  readonly color: string;
  /** The same darker, for letters. */
  readonly ink: string;
  /** A mark around 0, 0, some eight pixels wide. */
  readonly shape: Html;
}

/** Okabe and Ito's colours that stand out on white: told apart by people who see red, green or blue otherwise. */
const COLORS = [
  { color: "#0072b2", ink: "#005a8e" },
  { color: "#d55e00", ink: "#9c4500" },
  { color: "#009e73", ink: "#006a4d" },
  { color: "#cc79a7", ink: "#94466f" },
  { color: "#e69f00", ink: "#805800" },
  { color: "#56b4e9", ink: "#1b6795" },
  { color: "#333333", ink: "#333333" },
] as const;

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
    ...(COLORS[index % COLORS.length] ?? COLORS[0]),
    shape: SHAPES[Math.floor(index / COLORS.length) % SHAPES.length] ?? html``,
  }));
}

/** Text that stands in a column of `width` pixels at 12 pixels a line. */
export function fitText(text: string, width: number): string {
  const letters = [...text];
  const most = Math.max(1, Math.floor(width / 6.6));
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}
