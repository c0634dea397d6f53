import { test } from "vitest";

/** Of all that a test draws: from TAMIZ_SEED where set; else the same each time, but another each night. */
export const seed = process.env.TAMIZ_SEED ?? (process.env.NIGHTLY === undefined ? "1" : String(Date.now()));

export const isNightly = process.env.NIGHTLY !== undefined;

/** Says on the terminal what a drawn test rests on, and what it found. */
export function report(title: string, lines: readonly string[]): void {
  process.stdout.write([`${title} (TAMIZ_SEED=${seed})`, ...lines.map((line) => `  ${line}`), ""].join("\n"));
}

/** A test that the nightly command alone runs: what it tests is tested in another way in every run, or at length here. */
export const nightly = test.runIf(isNightly);
