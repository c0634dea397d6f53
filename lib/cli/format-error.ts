import { styleText } from "node:util";
import { type Failure, type Place, toFailure } from "../error.js";

/** Says on standard error what went wrong. */
export function printFailure(error: unknown, { verbose }: { readonly verbose: boolean }): void {
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(`${formatFailure(toFailure(error), { verbose, color })}\n`);
}

/** A failure for a person: what, where with the line underlined, what to do. The stack only where it is asked for. */
export function formatFailure(
  failure: Failure,
  { verbose, color }: { readonly verbose: boolean; readonly color: boolean },
): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (color ? styleText(style, text) : text);
  const lines = [`${paint(["red", "bold"], "error")}: ${failure.message}`];
  if (typeof failure.where === "string") lines.push(`  in ${failure.where}`);
  else if (failure.where !== undefined) lines.push(...formatPlace(failure.where, paint));
  if (failure.remedy !== undefined) lines.push(`  ${paint("cyan", "→")} ${failure.remedy}`);
  if (verbose && failure.stack !== undefined) lines.push("", paint("dim", failure.stack));
  else if (failure.code === "unexpected") lines.push("  → --verbose shows where it was thrown.");
  return lines.join("\n");
}

function formatPlace(place: Place, paint: (style: Parameters<typeof styleText>[0], text: string) => string): string[] {
  const { file, line, column, text, length = 1 } = place;
  if (line === undefined) return [`  in ${file}`];
  const lines = [`  in ${file}:${line}${column === undefined ? "" : `:${column}`}`];
  if (text === undefined || column === undefined) return lines;
  const gutter = String(line);
  const under = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  lines.push(`  ${gutter} │ ${text}`, `  ${" ".repeat(gutter.length)} │ ${under}${paint("red", "^".repeat(length))}`);
  return lines;
}
