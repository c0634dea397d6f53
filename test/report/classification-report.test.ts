import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatClassificationReport } from "../../lib/report/classification-report.js";
import { testPart, testResult } from "../../lib/report/results.js";

interface Reference {
  readonly names: readonly string[];
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  readonly test: { readonly confusion: number[][] };
  /** What scikit-learn prints. */
  readonly text: string;
}

// Made by test/reference/classification-report.py with scikit-learn.
const references: Record<string, Reference> = JSON.parse(
  readFileSync(new URL("../reference/classification-report.json", import.meta.url), "utf8"),
);

function predictionsOf({ names, truth, predicted }: Reference, part = "test") {
  return truth.map((label, index) => {
    const said = predicted[index] ?? 0;
    return { label, class: names[label] ?? "", predicted: said, predicted_class: names[said] ?? "", part };
  });
}

test.each(Object.entries(references))("prints what scikit-learn prints: %s", (_, reference) => {
  const result = testResult(predictionsOf(reference));
  expect(formatClassificationReport(result)).toBe(reference.text);
  expect(result.confusion).toEqual(reference.test.confusion);
});

test("predictions of folds don't count as tested", () => {
  const fold = predictionsOf(references.gaps!, "fold");
  const tested = predictionsOf(references.gaps!);
  expect(testPart([...fold, ...tested])).toEqual(tested);
  expect(() => testPart(fold)).toThrow("none is of the test part");
  expect(testResult(testPart([])).accuracy).toBeNaN();
});
