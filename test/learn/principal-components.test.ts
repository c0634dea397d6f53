import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { principalComponents } from "../../lib/learn/principal-components.js";

interface Case {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
  readonly shares: readonly number[];
  /** By component. */
  readonly loadings: readonly (readonly number[])[];
  readonly scores: readonly (readonly number[])[];
}

const file = new URL("../reference/principal-components.json", import.meta.url);
const cases: readonly Case[] = JSON.parse(readFileSync(file, "utf8")).cases;

test.each(cases)("are numpy's: $name", ({ rows, shares, loadings, scores }) => {
  const found = principalComponents(rows, 2);
  found.components.forEach((component, index) => {
    expect(component.share).toBeCloseTo(shares[index]!, 10);
    component.loadings.forEach((value, feature) => {
      expect(value).toBeCloseTo(loadings[index]![feature]!, 8);
    });
  });
  found.scores.forEach((row, index) => {
    expect(row.length).toBe(2);
    row.forEach((value, component) => {
      expect(value).toBeCloseTo(scores[index]![component]!, 8);
    });
  });
});

test("are fewer where fewer features vary", () => {
  expect(
    principalComponents(
      [
        [1, 5],
        [2, 5],
        [4, 5],
      ],
      2,
    ).components,
  ).toMatchObject([{ share: 1, loadings: [1, 0] }]);
  expect(
    principalComponents(
      [
        [1, 5],
        [1, 5],
      ],
      2,
    ),
  ).toEqual({ components: [], scores: [[], []] });
});
