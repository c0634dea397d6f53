import { expect, test } from "vitest";
import { expectedLeak, type Grouped } from "../../../lib/image/audit/leakage.js";

/** All ways to choose `count` of `items`. */
function choices(items: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) => choices(items.slice(index + 1), count - 1).map((rest) => [item, ...rest]));
}

/** The share by carrying out every split there is. */
function leakOfAllSplits(pictures: readonly Grouped[], test: number): number {
  const labels = [...new Set(pictures.map(({ label }) => label))];
  let splits: number[][] = [[]];
  for (const label of labels) {
    const members = [...pictures.keys()].filter((index) => pictures[index]?.label === label);
    const chosen = choices(members, Math.round(members.length * test));
    splits = splits.flatMap((split) => chosen.map((choice) => [...split, ...choice]));
  }
  const shares = splits.map((tested) => {
    const inTrain = new Set(pictures.filter((_, index) => !tested.includes(index)).map(({ group }) => group));
    const leaking = tested.filter(
      (index) => pictures[index]?.group !== "" && inTrain.has(pictures[index]?.group ?? ""),
    );
    return leaking.length / tested.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const pictures = (text: string): Grouped[] =>
  text.split(" ").map((word) => ({ label: Number(word[0]), group: word.slice(1) }));

test.each([
  ["0a 0a 0 0 0 1 1 1b 1b 1", 0.4],
  ["0a 0a 0a 1a 1a 1 1 1 0c 1c", 0.4],
  ["0a 0a 0a 0a 0a 1 1 1 1 1", 0.2],
  ["0a 1a 0b 1b 0 1 0 1", 0.5],
  ["0 0 0 1 1 1", 0.3],
  ["0a 0a 1a 1 1 1 1 1", 0.2],
])("is the mean over all splits there are: %s, %f tested", (text, share) => {
  expect(expectedLeak(pictures(text), share)).toBeCloseTo(leakOfAllSplits(pictures(text), share), 12);
});

test("is near 1 for bursts of four", () => {
  const bursts = Array.from({ length: 240 }, (_, index) => ({ label: index % 5, group: `${index % 60}` }));
  expect(expectedLeak(bursts, 0.2)).toBeGreaterThan(0.98);
});

test("is unknown where nothing is tested", () => {
  expect(expectedLeak(pictures("0a 0a 1 1"), 0.1)).toBeNaN();
});
