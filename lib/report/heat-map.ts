import { type Html, html } from "./html.js";
import { percent } from "./number.js";

const CHARACTER = 0.56;
const LONGEST_LABEL = 18;

/**
 * A confusion matrix drawn as a heat map: rows are the true classes, columns the predicted ones; each cell holds its
 * count and is coloured by its share of the row.
 */
export function heatMap(names: readonly string[], confusion: readonly (readonly number[])[]): Html {
  const cell = cellSize(names.length);
  const font = Math.min(13, cell * 0.42);
  const labels = names.map(shorten);
  const margin = Math.ceil(Math.max(3, ...labels.map((label) => [...label].length)) * 13 * CHARACTER) + 34;
  const size = names.length * cell;
  const middle = (index: number) => margin + (index + 0.5) * cell;
  const width = margin + size + 2;
  return html`<svg viewBox="0 0 ${width} ${width}" width="${width}" style="min-width:${Math.min(width, 300 + names.length * 12)}px;max-width:100%" role="img" aria-labelledby="confusion-title">
<title id="confusion-title">Confusion matrix: true classes by row, predicted classes by column</title>
<text class="quiet" font-size="12" x="${margin + size / 2}" y="12" text-anchor="middle">predicted</text>
<text class="quiet" font-size="12" transform="translate(12 ${margin + size / 2}) rotate(-90)" text-anchor="middle">true</text>
${labels.map(
  (
    label,
    index,
  ) => html`<text font-size="13" x="${margin - 8}" y="${middle(index)}" dy=".35em" text-anchor="end">${label}</text>
<text font-size="13" transform="translate(${middle(index)} ${margin - 8}) rotate(-90)" dy=".35em">${label}</text>
`,
)}${confusion.map((row, truth) => {
  const total = row.reduce((sum, value) => sum + value, 0);
  return row.map((value, predicted) => {
    const share = total === 0 ? 0 : value / total;
    const look = value === 0 ? "empty" : truth === predicted ? "hit" : "miss";
    return html`<g><title>${names[truth]} → ${names[predicted]}: ${value} of ${total} (${percent(share)})</title><rect class="${look}"${opacity(value, share)} x="${margin + predicted * cell + 1}" y="${margin + truth * cell + 1}" width="${cell - 2}" height="${cell - 2}" rx="2"/>${
      value === 0
        ? undefined
        : html`<text class="cell-label${share >= 0.5 ? " strong" : ""}" font-size="${fit(value, cell, font)}" x="${middle(predicted)}" y="${middle(truth)}" dy=".35em" text-anchor="middle">${value}</text>`
    }</g>
`;
  });
})}</svg>`;
}

/** Cells of half a row and more are strong, the others faint; nothing lies where neither ink could be read on it. */
function opacity(value: number, share: number): Html | undefined {
  if (value === 0) return undefined;
  const strength = share >= 0.5 ? 0.76 + (share - 0.5) * 0.48 : 0.08 + share;
  return html` fill-opacity="${strength.toFixed(3)}"`;
}

function cellSize(classes: number): number {
  if (classes <= 4) return 72;
  if (classes <= 6) return 60;
  if (classes <= 12) return 44;
  return classes <= 20 ? 32 : 26;
}

function fit(value: number, cell: number, font: number): string {
  return Math.min(font, (cell - 4) / (String(value).length * CHARACTER)).toFixed(1);
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_LABEL ? name : `${characters.slice(0, LONGEST_LABEL - 1).join("")}…`;
}
