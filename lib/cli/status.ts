import { plan } from "../plan/plan.js";
import { describeReason } from "../plan/reason.js";
import type { Plan, PlannedTask } from "../plan/task.js";
import { formatTable, plural } from "./format.js";
import { type ProjectOptions, withProject } from "./project.js";

/** `pipeline status [step…]` */
export function statusCommand(
  steps: readonly string[],
  options: ProjectOptions & { readonly json?: boolean },
): Promise<number> {
  return withProject(options, steps, async (project) => {
    printPlan(plan({ ...project, force: new Set() }), options.json === true);
    return 0;
  });
}

/** What would run, what is cached, and why. */
export function printPlan({ tasks }: Plan, json: boolean): void {
  if (json) {
    for (const task of tasks) process.stdout.write(`${JSON.stringify({ task: task.id, ...summarise(task) })}\n`);
    return;
  }
  const rows = tasks.map((task) => {
    const { state, reasons } = summarise(task);
    return [`  ${task.id}`, WORDS[state], reasons.join("; ")];
  });
  const count = (state: PlannedTask["status"]["state"]) => tasks.filter((task) => task.status.state === state).length;
  const summary = [
    `${plural(count("run"), "task")} would run`,
    ...(count("depends") > 0 ? [`${count("depends")} may run`] : []),
    `${count("cached")} cached`,
  ].join(", ");
  process.stdout.write(`${formatTable(rows)}\n${summary}\n`);
}

const WORDS = { cached: "cached", run: "would run", depends: "may run" } as const;

function summarise({ status }: PlannedTask): {
  readonly state: keyof typeof WORDS;
  readonly reasons: readonly string[];
} {
  switch (status.state) {
    case "cached":
      return { state: "cached", reasons: [] };
    case "run":
      return { state: "run", reasons: status.reasons.map(describeReason) };
    case "depends":
      return { state: "depends", reasons: [`depends on ${status.on.join(", ")}`] };
  }
}
