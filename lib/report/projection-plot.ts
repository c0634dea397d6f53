import { type ClassMark, classMarks, fitText } from "./class-marks.js";
import { type Html, html } from "./html.js";

export interface PlacedPicture {
  /** "" where it is not known. */
  readonly class: string;
  readonly at: readonly [first: number, second: number];
}

const WIDTH = 900;
const HEIGHT = 640;
const PLOT = { left: 56, top: 56, right: 680, bottom: 592 } as const;
const LEGEND = 704;
/** More would hide each other, and make a file that viewers are slow to open. */
const MOST_POINTS = 4000;
/** The share of pictures, at each end, that may lie outside and is drawn at the border. */
const OUTLIERS = 0.004;

/**
 * Pictures in two dimensions, coloured by class, as an SVG file's text; `shares` are the dimensions' shares of the variance. Each
 * class's name stands at its middle, and in a legend.
 */
export function projectionPlot(pictures: readonly PlacedPicture[], shares: readonly number[]): string {
  const drawn = takeEvenly(pictures, MOST_POINTS);
  const scale = { x: scaleOf(drawn, 0, PLOT.left, PLOT.right), y: scaleOf(drawn, 1, PLOT.bottom, PLOT.top) };
  const place = ({ at }: Pick<PlacedPicture, "at">) => [scale.x(at[0]), scale.y(at[1])] as const;
  const marks = classMarks(pictures.map((picture) => picture.class));
  const numbers = new Map(marks.map(({ name }, index) => [name, index]));
  const middles = spread(marks.map((mark) => place({ at: middleOf(pictures, mark.name) })));
  const isNamed = marks.some(({ name }) => name !== "");
  const axis = (index: number, word: string) =>
    `${word} principal component, ${Math.round((shares[index] ?? 0) * 100)} % of the variance`;
  const count = drawn.length < pictures.length ? `${drawn.length} of ${pictures.length}` : String(pictures.length);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#1b1d21">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${PLOT.left}" y="24" font-size="16" font-weight="600">Features of ${count} pictures in two dimensions</text>
<text x="${PLOT.left}" y="43" fill="#5b606a">Each feature standardised; what lies close together has similar features.</text>
<defs>${marks.map((mark, index) => html`<g id="m${index}" fill="${mark.color}">${mark.shape}</g>`)}</defs>
<rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.right - PLOT.left}" height="${PLOT.bottom - PLOT.top}" fill="none" stroke="#dcdad3"/>
<g fill-opacity=".65" stroke="#ffffff" stroke-width=".6">
${mix(drawn).map((picture) => {
  const [x, y] = place(picture);
  return html`<use href="#m${numbers.get(picture.class) ?? 0}" x="${x.toFixed(1)}" y="${y.toFixed(1)}"/>`;
})}
</g>
${isNamed ? marks.map((mark, index) => drawName(mark, middles[index])) : undefined}<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 28}" text-anchor="middle">${axis(0, "first")}</text>
<text transform="translate(${PLOT.left - 20} ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">${axis(1, "second")}</text>
${isNamed ? legend(marks, pictures) : undefined}</svg>
`.text;
}

/** Pictures of all classes in turn, so that none hides the others. */
function mix<Item>(items: readonly Item[]): readonly Item[] {
  const turn = (index: number) => (index * ((Math.sqrt(5) - 1) / 2)) % 1;
  return [...items.keys()].sort((a, b) => turn(a) - turn(b)).flatMap((index) => items[index] ?? []);
}

/** White around the letters keeps them legible on any points. */
function drawName({ name, ink }: ClassMark, at: readonly [number, number] | undefined): Html {
  const [x = 0, y = 0] = at ?? [];
  return html`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" dy=".35em" text-anchor="middle" font-size="13" font-weight="700" fill="${ink}" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">${fitText(name, 120)}</text>
`;
}

function legend(marks: readonly ClassMark[], pictures: readonly PlacedPicture[]): Html {
  const step = Math.min(24, (PLOT.bottom - PLOT.top) / marks.length);
  return html`${marks.map((mark, index) => {
    const y = PLOT.top + 10 + index * step;
    const count = pictures.filter((picture) => picture.class === mark.name).length;
    return html`<use href="#m${index}" x="${LEGEND}" y="${y}"/><text x="${LEGEND + 12}" y="${y}" dy=".35em">${fitText(mark.name, 120)}<tspan dx="6" fill="#5b606a">${count}</tspan></text>
`;
  })}`;
}

function scaleOf(pictures: readonly PlacedPicture[], axis: 0 | 1, from: number, to: number): (value: number) => number {
  const values = pictures.map(({ at }) => at[axis]).sort((a, b) => a - b);
  const cut = Math.floor(values.length * OUTLIERS);
  const low = values[cut] ?? 0;
  const high = values[values.length - 1 - cut] ?? 1;
  const room = 12 * Math.sign(to - from);
  const span = high > low ? high - low : 1;
  return (value) => from + room + Math.min(1, Math.max(0, (value - low) / span)) * (to - from - 2 * room);
}

/** The median of a class in each dimension. */
function middleOf(pictures: readonly PlacedPicture[], name: string): readonly [number, number] {
  const own = pictures.filter((picture) => picture.class === name);
  const middle = (axis: 0 | 1) => own.map(({ at }) => at[axis]).sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0;
  return [middle(0), middle(1)];
}

/** The same places, moved down and up until names at them do not cover each other. */
function spread(places: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const moved = places.map(([x, y]) => ({ x, y }));
  for (let round = 0; round < 200; round++) {
    let still = true;
    for (const [index, one] of moved.entries()) {
      for (const other of moved.slice(index + 1)) {
        const overlap = 16 - Math.abs(one.y - other.y);
        if (overlap <= 0 || Math.abs(one.x - other.x) > 120) continue;
        still = false;
        const [upper, lower] = one.y <= other.y ? [one, other] : [other, one];
        upper.y = Math.max(PLOT.top + 12, upper.y - overlap / 2);
        lower.y = Math.min(PLOT.bottom - 12, lower.y + overlap / 2);
      }
    }
    if (still) break;
  }
  return moved.map(({ x, y }) => [x, y] as const);
}

function takeEvenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as Item);
}
