import type { Ink } from "./palette.js";
import type { Random } from "./random.js";
import { n, type Shape } from "./shape.js";

/** A soft ball, a little squeezed: smooth, with a seam, with knobs or with a face. */
export const stressBall: Shape = (random, ink) => {
  const rx = random.between(40, 46);
  const ry = rx * random.between(0.9, 1.04);
  const shineX = random.between(0.3, 0.42);
  const shade = `<radialGradient id="ball" cx="${n(shineX)}" cy="0.32" r="0.75"><stop offset="0" stop-color="${ink.accent}"/><stop offset="0.22" stop-color="${ink.light}"/><stop offset="0.7" stop-color="${ink.base}"/><stop offset="1" stop-color="${ink.dark}"/></radialGradient>`;
  const ball = `<ellipse rx="${n(rx)}" ry="${n(ry)}" fill="url(#ball)"/>`;
  const kind = random.below(4);
  const marks =
    kind === 0
      ? seam(random, ink, rx, ry)
      : kind === 1
        ? knobs(random, ink, rx, ry)
        : kind === 2
          ? face(random, ink)
          : "";
  return `<defs>${shade}</defs>${ball}${marks}`;
};

function seam(random: Random, ink: Ink, rx: number, ry: number): string {
  const bow = random.between(-18, 18);
  return `<path d="M${n(-rx * 0.98)} 0 Q0 ${n(bow)} ${n(rx * 0.98)} 0 M0 ${n(-ry * 0.98)} Q${n(bow)} 0 0 ${n(ry * 0.98)}" fill="none" stroke="${ink.dark}" stroke-width="1.8" opacity="0.8"/>`;
}

/** Knobs in rings that crowd towards the rim, as on a sphere. */
function knobs(random: Random, ink: Ink, rx: number, ry: number): string {
  const turn = random.between(0, 1);
  const spots = [`<circle r="5" fill="${ink.light}" stroke="${ink.dark}" stroke-width="0.8"/>`];
  for (const [share, count] of [
    [0.42, 6],
    [0.74, 11],
    [0.93, 15],
  ] as const) {
    for (let index = 0; index < count; index++) {
      const angle = ((index + turn) / count) * 2 * Math.PI;
      const size = 5 * Math.sqrt(1 - share ** 2 * 0.85);
      spots.push(
        `<circle cx="${n(rx * share * Math.cos(angle))}" cy="${n(ry * share * Math.sin(angle))}" r="${n(size)}" fill="${ink.light}" stroke="${ink.dark}" stroke-width="0.8" opacity="0.85"/>`,
      );
    }
  }
  return spots.join("");
}

function face(random: Random, ink: Ink): string {
  const eye = random.between(3.6, 5.2);
  const apart = random.between(11, 15);
  const smile = random.between(14, 26);
  return `<g fill="${ink.dark}"><ellipse cx="${n(-apart)}" cy="-9" rx="${n(eye)}" ry="${n(eye * 1.4)}"/><ellipse cx="${n(apart)}" cy="-9" rx="${n(eye)}" ry="${n(eye * 1.4)}"/></g><path d="M-20 9 Q0 ${n(9 + smile)} 20 9" fill="none" stroke="${ink.dark}" stroke-width="3.4" stroke-linecap="round"/>`;
}
