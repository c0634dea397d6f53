import { expect, test } from "vitest";
import { random, shuffle } from "../../lib/learn/random.js";

test("a seed names one stream", () => {
  const draw = (...seed: (string | number)[]) => Array.from({ length: 5 }, random(...seed).next);
  expect(draw(7, "a")).toEqual(draw(7, "a"));
  expect(draw(7, "a")).not.toEqual(draw(7, "b"));
  expect(draw(7)).not.toEqual(draw("7"));
  expect(draw(7)).not.toEqual(draw(8));
});

test("a stream never changes from one version to the next", () => {
  const source = random(7);
  expect([source.below(1000), source.below(1000), source.below(1000), source.next()]).toMatchInlineSnapshot(`
    [
      168,
      341,
      252,
      0.30824868427589536,
    ]
  `);
});

test("numbers are even over [0, 1)", () => {
  const source = random("even");
  const bins = new Array<number>(16).fill(0);
  for (let drawn = 0; drawn < 160_000; drawn++) bins[Math.floor(source.next() * 16)]!++;
  const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // The 99.99 % point with 15 degrees of freedom.
  expect(chiSquared).toBeLessThan(44.3);
});

test("a shuffle keeps every item, and moves each anywhere", () => {
  const landed = new Array<number>(5).fill(0);
  for (let run = 0; run < 5000; run++) {
    const list = shuffle([0, 1, 2, 3, 4], random("shuffle", run));
    expect(list.toSorted()).toEqual([0, 1, 2, 3, 4]);
    landed[list.indexOf(0)]!++;
  }
  for (const count of landed) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
