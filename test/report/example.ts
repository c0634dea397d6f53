// Made-up results, the same on every call, for looking at the page and for testing it.
import sharp from "sharp";
import { type Thumbnail, thumbnailOf } from "../../lib/image/thumbnail.js";
import { type ReportContent, type Scores, type TestResult, wrongCount } from "../../lib/report/content.js";

export interface Example {
  readonly names: readonly string[];
  /** Test pictures of each class. */
  readonly support: number;
  /** Share of pictures told right. */
  readonly skill: number;
  readonly side: number;
}

export async function exampleContent({ names, support, skill, side }: Example): Promise<ReportContent> {
  const random = generator(names.length);
  const confusion = names.map((_, truth) => {
    const row = names.map(() => 0);
    for (let picture = 0; picture < support + truth * 3; picture++) {
      const step = random() < skill - truth * 0.02 ? 0 : 1 + Math.floor(random() * random() * (names.length - 1));
      const predicted = (truth + step) % names.length;
      row[predicted] = (row[predicted] ?? 0) + 1;
    }
    return row;
  });
  const test = scored(names, confusion);
  const pictures = await Promise.all(names.map((_, index) => drawing(index, side)));
  const shown = (index: number, number: number) => ({
    id: `${names[index]}/IMG_20${1000 + number * 37}.jpg`,
    thumbnail: pictures[index] as Thumbnail,
  });
  const pairOf = (first: number, second: number, measure: number | null) => ({
    pictures: [first, second].map((index, place) => ({ ...shown(index, 50 + place), class: names[index] ?? "" })),
    measure,
  });
  const around = (mean: number) => ({ mean, spread: 0.012 + random() * 0.03 });
  const foldAccuracies = [1, 2, 3, 4, 5].map(() => test.accuracy - 0.03 + random() * 0.05);
  return {
    title: "Image classification",
    synthetic: false,
    dataset: undefined,
    classes: names.map((name, index) => ({ name, pictures: (support + index * 3) * 5 })),
    test,
    epochs: Array.from({ length: 10 }, (_, index) => ({
      epoch: index + 1,
      loss: 1.6 * Math.exp(-index / 2.6) + 0.05 + random() * 0.04,
      accuracy: 0.98 - 0.6 * Math.exp(-index / 2.4),
      val_loss: 1.5 * Math.exp(-index / 2.3) + 0.28 + index * 0.022 + random() * 0.05,
      val_accuracy: 0.9 - 0.55 * Math.exp(-index / 2) + random() * 0.02,
    })),
    folds: {
      folds: foldAccuracies.map((accuracy, index) => ({
        name: String(index + 1),
        pictures: 61,
        accuracy,
        f1: accuracy - 0.01,
      })),
      accuracy: { mean: foldAccuracies.reduce((sum, value) => sum + value, 0) / 5, spread: 0.031 },
      f1: { mean: test.macro.f1, spread: 0.034 },
      classes: test.classes.map(({ name, precision, recall, f1 }) => ({
        name,
        precision: around(precision),
        recall: around(recall),
        f1: around(f1),
      })),
      pooled: { accuracy: test.accuracy, interval: test.interval, pictures: 305 },
    },
    samples: names.map((name, index) => ({
      name,
      pictures: Array.from({ length: 5 }, (_, number) => shown(index, number)),
    })),
    wrong: Array.from({ length: Math.min(9, wrongCount(test)) }, (_, number) => ({
      ...shown(number % names.length, number + 40),
      truth: names[number % names.length] ?? "",
      predicted: names[(number + 1) % names.length] ?? "",
      confidence: 0.98 - number * 0.05,
    })),
    model: [
      { name: "network", value: "article-cnn" },
      { name: "input", value: `${side} × ${side} × 3` },
      { name: "seed", value: "7" },
      { name: "engine", value: "native" },
    ],
    audit: {
      ...{ groups: 214, grouped: 1204, leftOut: 2, randomLeak: 0.4132 },
      findings: [
        { kind: "label-conflict", total: 1, shown: [pairOf(0, 1, null)] },
        { kind: "near-duplicate", total: 31, shown: [pairOf(0, 0, 0.991), pairOf(1, 1, 0.94), pairOf(1, 1, 0.86)] },
        { kind: "burst", total: 1102, shown: [pairOf(0, 0, 0.4), pairOf(1, 1, 1)] },
        {
          kind: "suspect-group",
          total: 1,
          shown: [{ pictures: [{ ...shown(0, 60), class: names[0] ?? "" }], measure: 0.081 }],
        },
      ],
    },
    rejected: [{ id: "llaves/notes.txt", reason: "not a picture", detail: "unsupported image format" }],
  };
}

/** The figures of a confusion matrix, by their definitions. */
export function scored(names: readonly string[], confusion: readonly (readonly number[])[]): TestResult {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const classes = names.map((name, index) => {
    const right = confusion[index]?.[index] ?? 0;
    const support = sum(confusion[index] ?? []);
    const called = sum(confusion.map((row) => row[index] ?? 0));
    return {
      name,
      precision: ratio(right, called),
      recall: ratio(right, support),
      f1: ratio(2 * right, support + called),
      support,
    };
  });
  const pictures = sum(classes.map(({ support }) => support));
  const mean = (weight: (row: Scores) => number): Scores => {
    const of = (figure: "precision" | "recall" | "f1") =>
      ratio(sum(classes.map((row) => row[figure] * weight(row))), sum(classes.map(weight)));
    return { precision: of("precision"), recall: of("recall"), f1: of("f1"), support: pictures };
  };
  const accuracy = ratio(sum(names.map((_, index) => confusion[index]?.[index] ?? 0)), pictures);
  const half = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, pictures));
  return {
    accuracy,
    interval: { low: accuracy - half, high: Math.min(1, accuracy + half) },
    pictures,
    classes,
    macro: mean(() => 1),
    weighted: mean(({ support }) => support),
    confusion,
  };
}

async function drawing(hue: number, side: number): Promise<Thumbnail> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${Math.round(side * 0.75)}" viewBox="0 0 40 30">
<rect width="40" height="30" fill="hsl(${hue * 57} 30% 78%)"/><circle cx="${12 + hue * 2}" cy="16" r="8" fill="hsl(${hue * 57} 60% 40%)"/>
<rect x="24" y="${6 + hue}" width="9" height="14" fill="hsl(${hue * 57 + 40} 50% 30%)"/></svg>`;
  return thumbnailOf({ form: "encoded", bytes: await sharp(Buffer.from(svg)).png().toBuffer() }, "drawing");
}

/** A small linear congruential generator, so that every call draws the same. */
function generator(seed: number): () => number {
  let state = seed * 2654435761 + 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
