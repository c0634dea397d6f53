import { type ClassMark, classMarks, fitText } from "./class-marks.js";
import { type Html, html } from "./html.js";

export interface MeasuredPicture {
  /** "" where it is not known. */
  readonly class: string;
  /** One for each name. */
  readonly values: readonly number[];
}

const ACROSS = 8;
const PANEL = { width: 148, height: 64, gapX: 16, gapY: 44 } as const;
const LEFT = 24;
const BARS = 24;
/** The share of pictures at each end that the bars' range leaves out. */
const OUTLIERS = 0.01;
/** Height of the strip below the bars, where each class's median is marked. */
const STRIP = 14;

/**
 * How each feature is spread over the pictures: a histogram, and below it the median of each class. As an SVG file's text.
 */
export function featureHistograms(names: readonly string[], pictures: readonly MeasuredPicture[]): string {
  const marks = classMarks(pictures.map((picture) => picture.class)).filter(({ name }) => name !== "");
  const rows = Math.ceil(names.length / ACROSS);
  const width = LEFT * 2 + ACROSS * PANEL.width + (ACROSS - 1) * PANEL.gapX;
  const legend = layOutLegend(marks, width);
  const top = 72 + legend.height;
  const height = top + rows * (PANEL.height + PANEL.gapY);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#1b1d21">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${LEFT}" y="26" font-size="16" font-weight="600">${names.length} features of ${pictures.length} pictures</text>
<text x="${LEFT}" y="46" fill="#5b606a">How many pictures have which value, from the 1st to the 99th percentile, the rest in the outermost bars${marks.length > 0 ? "; below, the median of each class" : ""}.</text>
${legend.drawn}${names.map((name, index) => {
  const x = LEFT + (index % ACROSS) * (PANEL.width + PANEL.gapX);
  const y = top + Math.floor(index / ACROSS) * (PANEL.height + PANEL.gapY);
  return html`<g transform="translate(${x} ${y})">${panel(name, index, pictures, marks)}</g>
`;
})}</svg>
`.text;
}

function panel(name: string, index: number, pictures: readonly MeasuredPicture[], marks: readonly ClassMark[]): Html {
  const values = pictures.map((picture) => picture.values[index] ?? 0);
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * OUTLIERS)] ?? 0;
  const high = sorted[Math.ceil(sorted.length * (1 - OUTLIERS)) - 1] ?? 0;
  const span = high > low ? high - low : 1;
  const counts = new Array<number>(BARS).fill(0);
  for (const value of values) {
    const bar = Math.max(0, Math.min(BARS - 1, Math.floor(((value - low) / span) * BARS)));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const floor = PANEL.height - STRIP;
  const tallest = Math.max(...counts);
  const bar = PANEL.width / BARS;
  const bars = counts.map((count, at) => {
    const height = (count / tallest) * (floor - 2);
    return count === 0 ? "" : `M${short(at * bar)} ${floor}V${short(floor - height)}h${short(bar - 0.6)}V${floor}Z`;
  });
  return html`<text y="-6" font-weight="600">${fitText(name, PANEL.width)}</text>
<path d="${bars.join("")}" fill="#b9bcc3"/><path d="M0 ${floor}H${PANEL.width}" stroke="#5b606a" fill="none"/>
${marks.map((mark) => {
  const middle = medianOf(
    pictures.filter((picture) => picture.class === mark.name).map((one) => one.values[index] ?? 0),
  );
  return html`<g fill="${mark.color}" fill-opacity=".85" transform="translate(${short(Math.min(1, Math.max(0, (middle - low) / span)) * PANEL.width)} ${floor + 8})">${mark.shape}</g>`;
})}
<text y="${PANEL.height + 12}" font-size="10" fill="#5b606a">${brief(low)}</text><text x="${PANEL.width}" y="${PANEL.height + 12}" font-size="10" fill="#5b606a" text-anchor="end">${brief(high)}</text>`;
}

function layOutLegend(marks: readonly ClassMark[], width: number): { readonly drawn: Html; readonly height: number } {
  if (marks.length === 0) return { drawn: html``, height: 0 };
  const column = 150;
  const across = Math.floor((width - 2 * LEFT) / column);
  const drawn = marks.map((mark, index) => {
    const x = LEFT + 6 + (index % across) * column;
    const y = 68 + Math.floor(index / across) * 20;
    return html`<g fill="${mark.color}" transform="translate(${x} ${y})">${mark.shape}</g><text x="${x + 10}" y="${y}" dy=".35em">${fitText(mark.name, column - 24)}</text>
`;
  });
  return { drawn: html`${drawn}`, height: Math.ceil(marks.length / across) * 20 + 12 };
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
