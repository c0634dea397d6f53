import type { Ink } from "./palette.js";
import type { Random } from "./random.js";
import { gradient, n, type Shape } from "./shape.js";

/** Two to four keys fanned out from a ring. */
export const keys: Shape = (random, ink) => {
  const count = 2 + random.below(3);
  const spread = random.between(60, 96) / count;
  const radius = random.between(11, 15);
  const fan = Array.from({ length: count }, (_, index) => {
    const angle = (index - (count - 1) / 2) * spread + random.between(-6, 6);
    const length = random.between(0.88, 1.06);
    return `<g transform="translate(0 ${n(-36)}) rotate(${n(angle)}) translate(0 ${n(radius - 4)}) scale(${n(length)})">${key(random, ink)}</g>`;
  });
  const ring = `<circle cx="0" cy="-36" r="${n(radius)}" fill="none" stroke="${ink.dark}" stroke-width="4"/><circle cx="0" cy="-36" r="${n(radius)}" fill="none" stroke="${ink.accent}" stroke-width="1.2"/>`;
  return `<defs>${gradient("metal", ink.light, ink.base)}</defs>${fan.join("")}${ring}`;
};

/** One key hanging down from 0, 0: a bow with its hole, a blade with teeth on one side. */
function key(random: Random, ink: Ink): string {
  const bow = random.between(11, 14);
  const blade = random.between(3.6, 4.6);
  const shoulder = bow * 2 - 2;
  const tip = random.between(68, 76);
  const side = random.chance(0.5) ? 1 : -1;
  const teeth: string[] = [];
  for (let y = shoulder + 12; y < tip - 6; y += 6) {
    const depth = blade + random.between(1.5, 5.5);
    teeth.push(`L${n(side * depth)} ${n(y)} L${n(side * depth)} ${n(y + 2.6)} L${n(side * blade)} ${n(y + 4)}`);
  }
  const outline = `M${n(-side * blade)} ${n(shoulder - 4)} L${n(side * blade)} ${n(shoulder - 4)} L${n(side * blade)} ${n(shoulder + 10)} ${teeth.join(" ")} L0 ${n(tip)} L${n(-side * blade)} ${n(tip - 4)} Z`;
  return `<g stroke="${ink.dark}" stroke-width="1.4" stroke-linejoin="round" fill="url(#metal)"><path d="${outline}"/>${bowOf(random, bow)}</g><path d="M${n(-side)} ${n(shoulder)} V${n(tip - 8)}" stroke="${ink.dark}" stroke-width="1.3"/>`;
}

function bowOf(random: Random, bow: number): string {
  const hole = random.between(3.4, 4.8);
  const kind = random.below(3);
  const around =
    kind === 0
      ? ring(0, bow, bow)
      : kind === 1
        ? `M${n(-bow)} ${n(bow * 0.45)} L${n(-bow * 0.5)} 0 H${n(bow * 0.5)} L${n(bow)} ${n(bow * 0.45)} V${n(bow * 1.5)} L${n(bow * 0.5)} ${n(bow * 2)} H${n(-bow * 0.5)} L${n(-bow)} ${n(bow * 1.5)} Z`
        : `M${n(-bow)} ${n(bow)} Q${n(-bow)} 0 0 0 Q${n(bow)} 0 ${n(bow)} ${n(bow)} L${n(bow * 0.75)} ${n(bow * 1.8)} Q0 ${n(bow * 2.2)} ${n(-bow * 0.75)} ${n(bow * 1.8)} Z`;
  return `<path fill-rule="evenodd" d="${around} ${ring(0, hole + 2.5, hole)}"/>`;
}

/** A circle as a path. */
function ring(x: number, y: number, radius: number): string {
  const r = n(radius);
  return `M${n(x - radius)} ${n(y)} a${r} ${r} 0 1 0 ${n(2 * radius)} 0 a${r} ${r} 0 1 0 ${n(-2 * radius)} 0 Z`;
}
