import type { Ink } from "./palette.js";
import type { Random } from "./random.js";
import { gradient, n, type Shape } from "./shape.js";

/** Wired earphones laid down: two buds at the top, their leads joining at a splitter, the cable in loops below, a plug at its end. */
export const earphone: Shape = (random, ink) => {
  const apart = random.between(26, 34);
  const joint = random.between(-4, 6);
  const cable = random.between(2.6, 3.4);
  const leads = [-1, 1].map((side) => {
    const bend = random.between(2, 14);
    return `M${n(side * apart)} -28 C${n(side * (apart + bend))} ${n(joint - 14)} ${n(side * random.between(0, 8))} ${n(joint - 16)} 0 ${n(joint)}`;
  });
  const line = (stroke: string, width: number) =>
    `<path d="${leads.join(" ")} ${loops(random, joint)}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round"/>`;
  // The loops are drawn once and reused, so that the random stream is read once.
  const path = line(ink.dark, cable);
  const shine = path
    .replace(`stroke="${ink.dark}"`, `stroke="${ink.light}"`)
    .replace(`stroke-width="${n(cable)}"`, `stroke-width="${n(cable * 0.35)}"`);
  const splitter = `<rect x="-2.6" y="${n(joint - 5)}" width="5.2" height="9" rx="2" fill="${ink.base}" stroke="${ink.dark}"/>`;
  const tilt = random.between(10, 40);
  const size = random.between(0.95, 1.2);
  const buds = [-1, 1].map(
    (side) =>
      `<g transform="translate(${n(side * apart)} -34) scale(${n(side * size)} ${n(size)}) rotate(${n(tilt)})">${bud(ink)}</g>`,
  );
  return `<defs>${gradient("shell", ink.light, ink.base)}</defs>${path}${shine}${splitter}${buds.join("")}`;
};

/** The cable from the splitter down: one or two turns, then the plug. */
function loops(random: Random, joint: number): string {
  const turns = 1 + random.below(2);
  const wide = random.between(24, 36);
  const low = random.between(40, 46);
  const high = joint + random.between(8, 14);
  const parts = [`M0 ${n(joint)} C0 ${n(joint + 10)} ${n(-wide)} ${n(high)} ${n(-wide)} ${n((high + low) / 2)}`];
  for (let turn = 0; turn < turns; turn++) {
    const shrink = 1 - turn * random.between(0.22, 0.32);
    const next = 1 - (turn + 1) * 0.26;
    parts.push(
      `C${n(-wide * shrink)} ${n(low + 4)} ${n(wide * shrink)} ${n(low + 4)} ${n(wide * shrink)} ${n((high + low) / 2)}`,
    );
    parts.push(
      `C${n(wide * shrink)} ${n(high - 2)} ${n(-wide * next)} ${n(high - 2)} ${n(-wide * next)} ${n((high + low) / 2)}`,
    );
  }
  return `${parts.join(" ")} C${n(-wide * 0.4)} ${n(low)} ${n(wide * 0.6)} ${n(low - 2)} ${n(wide * 1.2)} ${n(low + random.between(-4, 4))}`;
}

/** One bud: its tip, its shell and a short stem. */
function bud(ink: Ink): string {
  return `<g stroke="${ink.dark}" stroke-width="1.2"><rect x="-3" y="2" width="6" height="16" rx="2.6" fill="url(#shell)"/><ellipse cx="0" cy="-2" rx="10" ry="9" fill="url(#shell)"/><ellipse cx="8" cy="-4" rx="5" ry="7.4" fill="${ink.dark}"/><ellipse cx="9.5" cy="-4" rx="2.4" ry="4.4" fill="${ink.accent}"/></g>`;
}
