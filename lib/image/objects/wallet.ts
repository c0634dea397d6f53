import type { Ink } from "./palette.js";
import type { Random } from "./random.js";
import { gradient, n, type Shape } from "./shape.js";

/** A leather wallet lying broadside: closed with a strap, folded with cards looking out, or open with its pockets. */
export const wallet: Shape = (random, ink) => {
  const width = random.between(94, 102);
  const height = random.between(62, 72);
  const corner = random.between(3, 8);
  const box = { x: -width / 2, y: -height / 2, width, height, corner };
  const kind = random.below(3);
  const behind = kind === 1 ? cards(random, ink, box) : "";
  const front = kind === 0 ? strap(random, ink, box) : kind === 1 ? fold(random, ink, box) : pockets(random, ink, box);
  return `<defs>${gradient("leather", ink.light, ink.base)}</defs>${behind}${leather(ink, box)}${front}`;
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly corner: number;
}

/** The outside, stitched along its edge. */
function leather(ink: Ink, { x, y, width, height, corner }: Box): string {
  const rect = (inset: number, more: string) =>
    `<rect x="${n(x + inset)}" y="${n(y + inset)}" width="${n(width - 2 * inset)}" height="${n(height - 2 * inset)}" rx="${n(Math.max(1, corner - inset))}" ${more}/>`;
  return (
    rect(0, `fill="url(#leather)" stroke="${ink.dark}" stroke-width="2"`) +
    rect(3.6, `fill="none" stroke="${ink.accent}" stroke-width="1" stroke-dasharray="3.4 2.2"`)
  );
}

function strap(random: Random, ink: Ink, { x, y, width, height }: Box): string {
  const middle = y + height * random.between(0.42, 0.58);
  const reach = random.between(26, 36);
  const half = random.between(8, 11);
  const left = x + width - reach;
  return `<path d="M${n(x + width)} ${n(middle - half)} H${n(left)} a${n(half)} ${n(half)} 0 0 0 0 ${n(2 * half)} H${n(x + width)} Z" fill="${ink.base}" stroke="${ink.dark}" stroke-width="1.6"/><circle cx="${n(left)}" cy="${n(middle)}" r="3.6" fill="${ink.accent}" stroke="${ink.dark}"/>`;
}

function fold(random: Random, ink: Ink, { x, y, width, height }: Box): string {
  const edge = x + random.between(4, 7);
  const mark = random.between(5, 8);
  return `<path d="M${n(edge)} ${n(y + 2)} V${n(y + height - 2)}" stroke="${ink.dark}" stroke-width="2.2"/><rect x="${n(x + width - 22)}" y="${n(y + height - 16)}" width="13" height="${n(mark)}" rx="1.4" fill="${ink.accent}" opacity="0.8"/>`;
}

/** One to three cards or notes that stick out above. */
function cards(random: Random, ink: Ink, { x, y, width }: Box): string {
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, index) => {
    const rise = 5 + (count - index) * 3.6;
    const inset = random.between(7, 15);
    return `<rect x="${n(x + inset)}" y="${n(y - rise)}" width="${n(width - 2 * inset)}" height="30" rx="2.4" fill="${index % 2 === 0 ? ink.accent : ink.light}" stroke="${ink.dark}" stroke-width="1"/>`;
  }).join("");
}

/** Opened: the spine in the middle, slots with cards on either side. */
function pockets(random: Random, ink: Ink, { x, y, width, height }: Box): string {
  const slots = 2 + random.below(3);
  const marks = [`<path d="M0 ${n(y + 1)} V${n(y + height - 1)}" stroke="${ink.dark}" stroke-width="3"/>`];
  for (const left of [x + 7, 4]) {
    for (let slot = 0; slot < slots; slot++) {
      const top = y + 8 + slot * 9;
      if (random.chance(0.6))
        marks.push(
          `<rect x="${n(left + 2)}" y="${n(top - 3.4)}" width="${n(width / 2 - 15)}" height="6" rx="1.4" fill="${ink.accent}"/>`,
        );
      marks.push(
        `<rect x="${n(left)}" y="${n(top)}" width="${n(width / 2 - 11)}" height="${n(height - 16 - slot * 9)}" rx="2" fill="${ink.base}" stroke="${ink.dark}" stroke-width="1.1"/>`,
      );
    }
  }
  return marks.join("");
}
