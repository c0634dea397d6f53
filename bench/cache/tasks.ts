import { cpSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";
import type { Options } from "../options.js";
import { type Project, runPipeline, writeProject } from "../project.js";
import type { Scenario } from "../scenario.js";
import { changeMtime } from "./chain.js";
import { once } from "./once.js";
import { OURS_MTIME, ranIn, runOurs, settle, timeNoOp } from "./ours.js";

const STATUS = "pipeline status";
const NO_OP = "pipeline run, nothing to do";
const TASK = "a task of the first run, one worker";

interface TaskGrid {
  readonly steps: number;
  readonly cells: number;
}

/** A generated pipeline of many trivial tasks: how long a plan takes, a run with nothing to do, and each task's way. */
export function tasksScenarios({ scratch, quick }: Options): readonly Scenario[] {
  const grid: TaskGrid = quick ? { steps: 5, cells: 100 } : { steps: 50, cells: 100 };
  const tasks = 1 + grid.steps * grid.cells;
  const open = once(async () => writeTasks(scratch, `tasks-${grid.steps * grid.cells}`, grid));
  return [
    {
      name: "tasks-5000",
      title: `${tasks.toLocaleString("en")} trivial tasks, nothing to do`,
      unit: "s",
      rounds: 5,
      turns: [
        {
          contender: STATUS,
          async measure(_, signal) {
            const project = await open();
            await settle(project, signal);
            const { seconds, stdout } = await runPipeline(project, ["status"], { signal });
            if (!stdout.includes("0 tasks would run")) throw new Error(`tasks would run:\n${stdout.slice(-200)}`);
            return { value: seconds };
          },
        },
        {
          contender: NO_OP,
          measure: async (_, signal) => ({ value: await timeNoOp(await open(), signal) }),
        },
        {
          contender: OURS_MTIME,
          async measure(_, signal) {
            const project = await open();
            changeMtime(join(project.folder, "steps", "trivial.ts"));
            return { value: (await runOurs(project, signal, { expected: [] })).seconds };
          },
        },
      ],
      floors: [
        { contender: STATUS, bound: 1, at: "absolute" },
        { contender: NO_OP, bound: 2, at: "absolute" },
        { contender: OURS_MTIME, bound: 2, at: "absolute" },
      ],
    },
    {
      name: "tasks-5000-first",
      title: `${tasks.toLocaleString("en")} trivial tasks, first run`,
      unit: "ms",
      rounds: 3,
      turns: [
        {
          contender: TASK,
          async measure(_, signal) {
            // A folder of its own, which stays: for minutes after many files were removed, ext4 takes ten times as long to make one.
            const project = writeTasks(scratch, `tasks-first-${Date.now()}`, grid);
            const { seconds, events } = await runOurs(project, signal, { args: ["--jobs", "1"] });
            const ran = ranIn(events).length;
            if (ran !== tasks) throw new Error(`${ran} tasks ran, not ${tasks}`);
            return { value: (seconds * 1000) / tasks };
          },
        },
      ],
      floors: [{ contender: TASK, bound: 5, at: "absolute" }],
    },
  ];
}

/** One step, and many of many cells that all read it. */
function writeTasks(scratch: string, name: string, { steps, cells }: TaskGrid): Project {
  const grid = Array.from(
    { length: steps },
    (_, index) => `  step-${index}:
    uses: ./steps/trivial.ts
    in: { start: start.table }
    matrix: { cell: "\${{ range(1, ${cells}) }}" }
    with: { step: ${index}, cell: "\${{ matrix.cell }}" }
`,
  );
  const text = `name: tasks\nsteps:\n  start:\n    uses: ./steps/start.ts\n${grid.join("")}`;
  const project = writeProject(scratch, name, text);
  cpSync(join(packageRoot, "bench/cache/steps"), join(project.folder, "steps"), { recursive: true });
  return project;
}
