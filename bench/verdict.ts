import { median } from "./median.js";
import type { Floor, Measured, Scenario } from "./scenario.js";
import { formatValue } from "./unit.js";

/** What each contender measured, round by round. */
export type Measurements = ReadonlyMap<string, readonly Measured[]>;

export interface Verdict {
  readonly text: string;
  /** A ratio, or the value itself; in words. */
  readonly value: string;
  readonly floor: string;
  readonly passes: boolean;
}

/** Whether a floor is reached: by the median over rounds of the ratio in each. */
export function judge({ unit }: Scenario, floor: Floor, measurements: Measurements): Verdict {
  switch (floor.at) {
    case "least":
    case "most":
      return judgeRatio(floor, measurements);
    case "within":
      return judgeRange(floor, measurements);
    case "absolute": {
      const value = median(valuesOf(measurements, floor.contender));
      return {
        text: floor.contender,
        value: `${formatValue(value, unit)} ${unit}`,
        floor: `≤ ${floor.bound} ${unit}`,
        passes: value <= floor.bound,
      };
    }
  }
}

type RatioFloor = Extract<Floor, { readonly at: "least" | "most" }>;

function judgeRatio({ at, contender, against, bound }: RatioFloor, measurements: Measurements): Verdict {
  const others = against.map((name) => valuesOf(measurements, name));
  const best = at === "least" ? Math.max : Math.min;
  const ratios = valuesOf(measurements, contender).map(
    (value, round) => value / best(...others.map((values) => values[round] ?? Number.NaN)),
  );
  const ratio = median(ratios);
  const isMore = at === "least";
  return {
    text: `${contender} / ${against.length > 1 ? "best " : ""}${against.map((name) => name.split(", ")[0])[0]}`,
    value: `${ratio.toFixed(2)}${ratios.length > 1 ? ` (${extremes(ratios, 2)})` : ""}`,
    floor: `${isMore ? "≥" : "≤"} ${bound}`,
    passes: isMore ? ratio >= bound : ratio <= bound,
  };
}

type RangeFloor = Extract<Floor, { readonly at: "within" }>;

function judgeRange({ contender, against }: RangeFloor, measurements: Measurements): Verdict {
  const value = median(valuesOf(measurements, contender));
  const others = against.map((name) => median(valuesOf(measurements, name)));
  return {
    text: contender,
    value: value.toFixed(4),
    floor: `in ${extremes(others, 4)}`,
    passes: value >= Math.min(...others) && value <= Math.max(...others),
  };
}

function valuesOf(measurements: Measurements, contender: string): readonly number[] {
  return (measurements.get(contender) ?? []).map(({ value }) => value);
}

function extremes(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}
