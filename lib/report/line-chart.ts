import { type Html, html } from "./html.js";
import { fixed } from "./number.js";

export interface ChartLine {
  readonly name: string;
  /** One value an epoch; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly look: "first" | "second";
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** The epochs' numbers, ascending. */
  readonly epochs: readonly number[];
  readonly lines: readonly ChartLine[];
  /** The epoch to mark. */
  readonly best: number | undefined;
}

const WIDTH = 420;
const HEIGHT = 250;
const LEFT = 40;
const RIGHT = 12;
const TOP = 28;
const BOTTOM = 36;

/** Lines over epochs, with round ticks and one epoch marked. */
export function lineChart({ id, title, epochs, lines, best }: Chart): Html {
  const known = lines.flatMap(({ values }) => values).filter((value) => isKnown(value));
  const ticks = roundTicks(Math.min(...known), Math.max(...known));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  const x = (epoch: number) =>
    first === last ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + ((epoch - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const decimals = decimalsOf(ticks);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">${title} by epoch: ${lines.map((line) => `${line.name} ends at ${lastOf(line.values)}`).join(", ")}</title>
<text x="0" y="10" font-size="12" font-weight="600">${title}</text>
${ticks.map(
  (tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${point(y(tick))}" y2="${point(y(tick))}"/>
<text class="quiet" font-size="11" x="${LEFT - 6}" y="${point(y(tick))}" dy=".35em" text-anchor="end">${fixed(tick, decimals)}</text>
`,
)}${epochTicks(epochs).map(
  (
    epoch,
  ) => html`<text class="quiet" font-size="11" x="${point(x(epoch))}" y="${HEIGHT - 20}" text-anchor="middle">${epoch}</text>
`,
)}<text class="quiet" font-size="11" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 3}" text-anchor="middle">epoch</text>
${best === undefined ? undefined : html`<line class="best" x1="${point(x(best))}" x2="${point(x(best))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`}
${lines.map((line) => drawLine(line, epochs, best, x, y))}</svg>`;
}

function drawLine(
  { values, look }: ChartLine,
  epochs: readonly number[],
  best: number | undefined,
  x: (epoch: number) => number,
  y: (value: number) => number,
): Html {
  const points = epochs.flatMap((epoch, index) => {
    const value = values[index];
    return isKnown(value) ? [{ epoch, at: `${point(x(epoch))} ${point(y(value))}`, x: x(epoch), y: y(value) }] : [];
  });
  const dots = points.filter(({ epoch }) => epoch === best || points.length === 1);
  return html`<path class="line ${look}" d="${points.map(({ at }, index) => `${index === 0 ? "M" : "L"}${at}`).join("")}"/>
${dots.map((dot) => html`<circle class="dot ${look}" cx="${point(dot.x)}" cy="${point(dot.y)}" r="4"/>`)}
`;
}

/** Round numbers from below the least to above the greatest value, three to seven of them. */
export function roundTicks(least: number, greatest: number): number[] {
  const span = Math.max(greatest - least, Math.abs(greatest) * 0.01, 1e-6);
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= 5) ?? 10 * power;
  const from = Math.floor(least / step);
  const to = Math.max(Math.ceil(greatest / step), from + 1);
  return Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(12)));
}

function decimalsOf(ticks: readonly number[]): number {
  return Math.max(...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
}

/** At most eight epochs, the first among them. */
function epochTicks(epochs: readonly number[]): readonly number[] {
  const every = Math.ceil(epochs.length / 8);
  return epochs.filter((_, index) => index % every === 0);
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function lastOf(values: readonly (number | null)[]): string {
  const last = values.filter(isKnown).at(-1);
  return last === undefined ? "–" : fixed(last, 3);
}

function point(value: number): string {
  return String(Number(value.toFixed(1)));
}
