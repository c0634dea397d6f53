import { formatCount } from "../count.js";
import { canonical, type Json } from "../digest.js";
import { PipelineError } from "../error.js";
import type { Path, Pipeline } from "./pipeline.js";

export type Axes = { readonly [axis: string]: Json };

const MAX_CELLS = 10_000;

/**
 * Every combination of the axes' values, the last axis turning fastest. `matrix` holds the axes with their expressions
 * replaced; `path` is where it stands.
 */
export function combine(
  matrix: { readonly [axis: string]: Json },
  path: Path,
  place: Pipeline["place"],
): readonly Axes[] {
  let cells: readonly Axes[] = [{}];
  for (const [axis, values] of Object.entries(matrix)) {
    if (!Array.isArray(values) || values.length === 0) {
      throw new PipelineError({
        code: "wrong-value",
        message: `the axis "${axis}" is ${canonical(values)}`,
        where: place([...path, axis]),
        remedy: "An axis is a list with at least one value, such as ${{ range(1, params.folds) }}.",
      });
    }
    if (cells.length * values.length > MAX_CELLS) {
      throw new PipelineError({
        code: "wrong-value",
        message: `the matrix has more than ${formatCount(MAX_CELLS)} cells`,
        where: place([...path, axis]),
        remedy: "Take values away.",
      });
    }
    cells = cells.flatMap((cell) => values.map((value: Json) => ({ ...cell, [axis]: value })));
  }
  return cells;
}
