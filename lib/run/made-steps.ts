import type { StepOutputs } from "../plan/plan.js";
import type { PlannedTask } from "../plan/task.js";
import type { TaskRecord } from "../store/records.js";

/** What steps have made, as their tasks end in any order. */
export class MadeSteps {
  /** By step, once all its tasks are done: the outputs of its cells, in order. */
  readonly ofSteps = new Map<string, StepOutputs>();
  readonly #ofCells = new Map<PlannedTask["cell"], TaskRecord["outputs"]>();
  /** How many tasks of a step are not done yet, once one is. */
  readonly #left = new Map<string, number>();

  add({ step: { name, cells }, cell }: PlannedTask, outputs: TaskRecord["outputs"]): void {
    this.#ofCells.set(cell, outputs);
    const left = (this.#left.get(name) ?? cells.length) - 1;
    this.#left.set(name, left);
    if (left > 0) return;
    this.ofSteps.set(
      name,
      cells.flatMap((each) => {
        const made = this.#ofCells.get(each);
        return made === undefined ? [] : [{ cell: each.axes, outputs: made }];
      }),
    );
  }
}
