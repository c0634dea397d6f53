import { expect, test } from "vitest";
import { count, fixed, percent } from "../../lib/report/number.js";

// Python: [f"{x:.2f}" for x in (0.125, 0.375, 0.625, 0.875, 0.005, 0.285, 1.005, 1)], and f"{2.5:.0f}"
test("rounds as Python does, halves to even", () => {
  const rounded = [0.125, 0.375, 0.625, 0.875, 0.005, 0.285, 1.005, 1].map((value) => fixed(value));
  expect(rounded).toEqual(["0.12", "0.38", "0.62", "0.88", "0.01", "0.28", "1.00", "1.00"]);
  expect([2.5, 3.5].map((value) => fixed(value, 0))).toEqual(["2", "4"]);
});

test("what is no number is a dash", () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY].map((value) => fixed(value))).toEqual(["–", "–"]);
});

test("counts have commas, shares are whole percent", () => {
  expect([0, 999, 1000, 70000, 1234567].map(count)).toEqual(["0", "999", "1,000", "70,000", "1,234,567"]);
  expect(percent(0.214)).toBe("21 %");
});
