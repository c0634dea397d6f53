import { type ClassScores, type ReportContent, type TestResult, wrongCount } from "./content.js";
import { counted, fixed } from "./number.js";

/** The share of the most frequent class: what a program that never looks at a picture would score. */
export function baselineOf(test: TestResult): number {
  return Math.max(0, ...test.classes.map(({ support }) => support)) / Math.max(1, test.pictures);
}

/** What the figures mean, in plain sentences; the first is the one to remember. */
export function verdict(content: ReportContent, decimals: number): string[] {
  const { test } = content;
  return [
    content.synthetic
      ? "These are drawings made by the program to try the pipeline. The figures say that it works, nothing about photos."
      : undefined,
    ...(test.pictures === 0
      ? [content.folds === undefined ? `${UNTESTED}.` : `${UNTESTED} but what cross-validation says.`]
      : [
          certainty(test, decimals),
          againstBaseline(test),
          againstFolds(content, decimals),
          wrongCount(test) === 0 ? flawless(content) : weakest(test),
          untested(content),
        ]),
  ].filter((sentence) => sentence !== undefined);
}

const UNTESTED = "There are no test pictures, so nothing is known of how good the model is";

function untested({ classes, test }: ReportContent): string | undefined {
  const tested = new Set(test.classes.filter(({ support }) => support > 0).map(({ name }) => name));
  const missing = classes.filter(({ name }) => !tested.has(name)).map(({ name }) => `“${name}”`);
  return missing.length === 0 ? undefined : `No test picture is of ${missing.join(", ")}.`;
}

function certainty({ interval, pictures }: TestResult, decimals: number): string {
  const width = interval.high - interval.low;
  const range = `${fixed(interval.low, decimals)} and ${fixed(interval.high, decimals)}`;
  const base = `On new pictures of the same kind, expect an accuracy between ${range}.`;
  if (width > 0.2) return `${base} That is a wide range: ${counted(pictures, "test picture")} are too few to say more.`;
  if (width > 0.06) return `${base} With ${counted(pictures, "test picture")}, a few points more or less are chance.`;
  return `${base} With ${counted(pictures, "test picture")}, that is a firm estimate.`;
}

function againstBaseline(test: TestResult): string | undefined {
  const baseline = baselineOf(test);
  if (test.interval.low > baseline) return undefined;
  return `It is not shown to be better than always answering the most frequent class, which scores ${fixed(baseline)}.`;
}

/** Only worth a word where the two estimates disagree by more than either's own uncertainty. */
function againstFolds({ test, folds }: ReportContent, decimals: number): string | undefined {
  if (folds === undefined || !Number.isFinite(folds.accuracy.mean)) return undefined;
  const { mean } = folds.accuracy;
  const spread = Number.isFinite(folds.accuracy.spread) ? folds.accuracy.spread : 0;
  if (mean + 2 * spread < test.interval.low) {
    return `Cross-validation says less, ${fixed(mean, decimals)}: the test part may be the easier one.`;
  }
  if (mean - 2 * spread > test.interval.high) {
    return `Cross-validation says more, ${fixed(mean, decimals)}: the test part may be the harder one.`;
  }
  return undefined;
}

function flawless({ synthetic }: ReportContent): string {
  if (synthetic) return "Every test picture was classified correctly.";
  return "Every test picture was classified correctly. Before you trust that, make sure that no photos of one burst or one scene lie on both sides of the split.";
}

function weakest({ classes, confusion }: TestResult): string | undefined {
  const seen = classes.map((row, index) => ({ ...row, index })).filter(({ support }) => support > 0);
  const worst = seen.reduce<(ClassScores & { index: number }) | undefined>(
    (lowest, row) => (lowest === undefined || row.f1 < lowest.f1 ? row : lowest),
    undefined,
  );
  if (worst === undefined) return undefined;
  const row = (confusion[worst.index] ?? []).map((cell, index) => (index === worst.index ? 0 : cell));
  const most = Math.max(0, ...row);
  const taken = classes[row.indexOf(most)];
  const words = `Weakest is “${worst.name}” (F1 ${fixed(worst.f1)})`;
  if (most === 0 || taken === undefined) return `${words}.`;
  return `${words}, most often taken for “${taken.name}” (${most} of ${worst.support}).`;
}
