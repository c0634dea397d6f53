import type { Ink } from "./palette.js";
import type { Random } from "./random.js";

/**
 * Draws one object as the inside of an SVG, centred on 0, 0 and reaching to about ±50 on its longer side. The same random
 * stream draws the same object.
 */
export type Shape = (random: Random, ink: Ink) => string;

/** A number as SVG text, to two decimals. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A vertical gradient's definition. */
export function gradient(id: string, from: string, to: string): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0.6" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
}
