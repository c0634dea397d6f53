import { expect, test } from "vitest";
import { formatCount } from "../lib/count.js";

test("counts are written as Intl writes them", () => {
  const counts = [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 1_234_567_890, 0.04, 0.05, 3.25, 99.96, 1234.5, 2e12];
  for (const count of counts) {
    expect(formatCount(count)).toBe(count.toLocaleString("en-US", { maximumFractionDigits: 1 }));
  }
});
