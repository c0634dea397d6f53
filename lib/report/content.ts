import type { Thumbnail } from "../image/thumbnail.js";
import type { ArticleDataset } from "./article.js";
import type { AuditContent } from "./audit-content.js";

/** One line of the classification report. */
export interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Pictures of the class. */
  readonly support: number;
}

export interface ClassScores extends Scores {
  readonly name: string;
}

/** A model's result on the test part; the accuracy is NaN where that is empty. */
export interface TestResult {
  readonly accuracy: number;
  /** The 95 % interval of the accuracy. */
  readonly interval: { readonly low: number; readonly high: number };
  readonly pictures: number;
  /** In the order of the classes. */
  readonly classes: readonly ClassScores[];
  readonly macro: Scores;
  readonly weighted: Scores;
  /** Counts, classes × classes: rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
}

/** One epoch of training; null where a figure was not taken. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly val_loss: number | null;
  readonly val_accuracy: number | null;
}

/** Mean and sample standard deviation over folds; the spread is NaN with fewer than two. */
export interface MeanSpread {
  readonly mean: number;
  readonly spread: number;
}

export interface FoldsResult {
  readonly folds: readonly {
    readonly name: string;
    readonly pictures: number;
    readonly accuracy: number;
    readonly f1: number;
  }[];
  readonly accuracy: MeanSpread;
  readonly f1: MeanSpread;
  readonly classes: readonly {
    readonly name: string;
    readonly precision: MeanSpread;
    readonly recall: MeanSpread;
    readonly f1: MeanSpread;
  }[];
  /** All folds' predictions taken together. */
  readonly pooled: Pick<TestResult, "accuracy" | "interval" | "pictures"> | undefined;
}

export interface SamplePicture {
  readonly id: string;
  readonly thumbnail: Thumbnail;
}

export interface WrongPicture extends SamplePicture {
  readonly truth: string;
  readonly predicted: string;
  /** The probability the model gave to the class it chose. */
  readonly confidence: number;
}

export interface Rejection {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
}

/** Everything a report says, as plain values. */
export interface ReportContent {
  readonly title: string;
  /** True where the pictures were drawn by the program, so that no one takes the figures for a result on photos. */
  readonly synthetic: boolean;
  readonly dataset: ArticleDataset | undefined;
  readonly classes: readonly { readonly name: string; readonly pictures: number }[];
  readonly test: TestResult;
  readonly epochs: readonly Epoch[];
  readonly folds: FoldsResult | undefined;
  readonly samples: readonly { readonly name: string; readonly pictures: readonly SamplePicture[] }[];
  readonly wrong: readonly WrongPicture[];
  /** What the model says of itself: network, seed, engine, input size. */
  readonly model: readonly { readonly name: string; readonly value: string }[];
  /** Undefined where nothing is known about what was left out. */
  readonly rejected: readonly Rejection[] | undefined;
  /** Undefined where the pictures were not compared with each other. */
  readonly audit: AuditContent | undefined;
}

export function pictureCount(content: ReportContent): number {
  return content.classes.reduce((sum, { pictures }) => sum + pictures, 0);
}

export function wrongCount(test: TestResult): number {
  return test.confusion.reduce(
    (sum, row, truth) => sum + row.reduce((wrong, cell, predicted) => wrong + (truth === predicted ? 0 : cell), 0),
    0,
  );
}
