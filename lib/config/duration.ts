import type { Json } from "../digest.js";

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
/** A timer that is set for longer than 24 days goes off at once. */
const LONGEST_MS = 500 * UNIT_MS.h;

/** Milliseconds of a number of seconds, or of text such as `90s`, `10m` or `1.5h`; undefined for anything else. */
export function parseDuration(value: Json): number | undefined {
  const [, count, unit = "s"] = /^(\d+(?:\.\d+)?)\s*([smh])?$/.exec(String(value).trim()) ?? [];
  if (count === undefined || typeof value === "object" || typeof value === "boolean") return undefined;
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}
