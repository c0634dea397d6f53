import { formatCount } from "../count.js";
import { plural } from "./format.js";

/** A column in a few words: range and mean of numbers, the commonest of texts. */
export function summariseColumn(values: readonly unknown[]): string {
  const present = values.filter((value) => value !== null && value !== undefined);
  const missing = values.length - present.length;
  const rest = missing === 0 ? "" : `, ${formatCount(missing)} missing`;
  if (present.length === 0) return `empty${rest}`;
  if (present.every((value) => typeof value === "number")) return `${summariseNumbers(present as number[])}${rest}`;
  return `${summariseTexts(present.map(String))}${rest}`;
}

function summariseNumbers(values: readonly number[]): string {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    sum += value;
  }
  const format = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(4));
  return `${format(least)} … ${format(greatest)}, mean ${format(sum / values.length)}`;
}

function summariseTexts(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > 12) return plural(counts.size, "value");
  const common = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return common.map(([value, count]) => `${value === "" ? '""' : value} ${formatCount(count)}`).join(", ");
}
