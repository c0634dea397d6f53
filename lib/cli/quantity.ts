import { PipelineError } from "../error.js";

const BYTES: { readonly [unit: string]: number } = {
  ...{ b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 },
};
const MILLISECONDS: { readonly [unit: string]: number } = { min: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

/** `20GB`, `1.5 GiB`, `0B` as bytes. */
export function parseBytes(text: string): number {
  return parseQuantity(text, BYTES, "--keep takes a size such as 20GB or 500MB.");
}

/** `30d`, `12h`, `2w` as milliseconds. */
export function parseAge(text: string): number {
  return parseQuantity(text, MILLISECONDS, "--older-than takes an age such as 30d, 12h or 2w.");
}

function parseQuantity(text: string, units: { readonly [unit: string]: number }, remedy: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  if (number === "" || factor === undefined) {
    throw new PipelineError({ code: "wrong-option", message: `"${text}" is not understood`, remedy });
  }
  return Number(number) * factor;
}
