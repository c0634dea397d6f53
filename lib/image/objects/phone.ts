import type { Ink } from "./palette.js";
import type { Random } from "./random.js";
import { gradient, n, type Shape } from "./shape.js";

/** An upright mobile phone, seen from its front or its back. */
export const phone: Shape = (random, ink) => {
  const width = random.between(46, 54);
  const height = random.between(96, 102);
  const corner = random.between(5, 10);
  const body = `<rect x="${n(-width / 2)}" y="${n(-height / 2)}" width="${n(width)}" height="${n(height)}" rx="${n(corner)}" fill="${ink.dark}" stroke="${ink.light}" stroke-width="1.6"/>`;
  const button = `<rect x="${n(width / 2 - 0.4)}" y="${n(random.between(-28, -16))}" width="1.8" height="10" rx="0.8" fill="${ink.dark}"/>`;
  const face = random.chance(0.65)
    ? front(random, ink, width, height, corner)
    : back(random, ink, width, height, corner);
  return `<defs>${gradient("glass", ink.light, ink.base)}</defs>${button}${body}${face}`;
};

function front(random: Random, ink: Ink, width: number, height: number, corner: number): string {
  const side = random.between(2, 3.4);
  const top = random.between(3, 11);
  const screen = { x: -width / 2 + side, y: -height / 2 + top, w: width - 2 * side, h: height - 2 * top };
  const glass = `<rect x="${n(screen.x)}" y="${n(screen.y)}" width="${n(screen.w)}" height="${n(screen.h)}" rx="${n(corner * 0.6)}" fill="url(#glass)"/>`;
  const notch =
    top > 7
      ? `<circle cx="0" cy="${n(height / 2 - top / 2)}" r="${n(top * 0.34)}" fill="none" stroke="${ink.accent}" stroke-width="0.9"/><rect x="-6" y="${n(-height / 2 + top / 2 - 0.8)}" width="12" height="1.6" rx="0.8" fill="${ink.accent}"/>`
      : `<rect x="-7" y="${n(screen.y)}" width="14" height="3.4" rx="1.7" fill="${ink.dark}"/>`;
  return glass + content(random, ink, screen) + notch;
}

/** Icons, a message or only a reflection on the screen. */
function content(random: Random, ink: Ink, { x, y, w, h }: { x: number; y: number; w: number; h: number }): string {
  const kind = random.below(3);
  if (kind === 2)
    return `<path d="M${n(x)} ${n(y + h * 0.7)} L${n(x + w)} ${n(y + h * 0.15)} V${n(y + h * 0.4)} L${n(x)} ${n(y + h * 0.95)} Z" fill="#fff" opacity="0.16"/>`;
  const marks: string[] = [];
  if (kind === 0) {
    const rows = 3 + random.below(2);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < 4; column++) {
        if (random.chance(0.15)) continue;
        const fill = random.pick([ink.accent, ink.base, ink.dark]);
        marks.push(
          `<rect x="${n(x + w * (0.07 + column * 0.235))}" y="${n(y + 12 + row * 14)}" width="${n(w * 0.16)}" height="${n(w * 0.16)}" rx="1.8" fill="${fill}"/>`,
        );
      }
    }
  } else {
    for (let line = 0; line < 6; line++) {
      const indent = random.chance(0.5) ? 0.06 : 0.3;
      marks.push(
        `<rect x="${n(x + w * indent)}" y="${n(y + 10 + line * 11)}" width="${n(w * random.between(0.4, 0.62))}" height="7" rx="3" fill="${indent > 0.1 ? ink.accent : ink.dark}" opacity="0.85"/>`,
      );
    }
  }
  return marks.join("");
}

/** The camera island and a maker's mark. */
function back(random: Random, ink: Ink, width: number, height: number, corner: number): string {
  const lenses = 1 + random.below(3);
  const lens = random.between(3.6, 4.8);
  const left = -width / 2 + 5;
  const top = -height / 2 + 5;
  const tall = lenses * (lens * 2 + 2) + 3;
  const circles = Array.from({ length: lenses }, (_, index) => {
    const y = top + 2.5 + lens + index * (lens * 2 + 2);
    return `<circle cx="${n(left + lens + 2.5)}" cy="${n(y)}" r="${n(lens)}" fill="#000" stroke="${ink.accent}" stroke-width="0.8"/>`;
  });
  return `<rect x="${n(-width / 2 + 1)}" y="${n(-height / 2 + 1)}" width="${n(width - 2)}" height="${n(height - 2)}" rx="${n(corner - 0.6)}" fill="url(#glass)"/><rect x="${n(left)}" y="${n(top)}" width="${n(lens * 2 + 5)}" height="${n(tall)}" rx="4" fill="${ink.dark}"/>${circles.join("")}<circle cx="0" cy="${n(random.between(-4, 8))}" r="4" fill="${ink.accent}" opacity="0.6"/>`;
}
