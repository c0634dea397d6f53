import type { Progress } from "../step/declare.js";

/** Adds up the progress of a task's parts. Without parts it passes progress on as it is. */
export class PartedProgress {
  readonly #rows: readonly number[] | undefined;
  readonly #done: number[];
  #skipped = 0;

  /** `rows`: rows of each part; undefined for a task that is not taken apart. */
  constructor(rows: readonly number[] | undefined) {
    this.#rows = rows;
    this.#done = rows?.map(() => 0) ?? [];
  }

  /** A part that is cached: its rows don't count. */
  skip(index: number): void {
    this.#skipped += this.#rows?.[index] ?? 0;
  }

  report(index: number, progress: Progress): Progress {
    if (this.#rows === undefined) return progress;
    this.#done[index] = progress.done;
    const total = this.#rows.reduce((sum, rows) => sum + rows, 0) - this.#skipped;
    return { ...progress, done: this.#done.reduce((sum, done) => sum + done, 0), total };
  }
}
