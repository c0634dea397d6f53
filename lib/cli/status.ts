import type { ReasonDetail } from "../plan/explain.js";
import { plan } from "../plan/plan.js";
import { describeReason } from "../plan/reason.js";
import type { Plan, PlannedTask } from "../plan/task.js";
import { formatTable, plural } from "./format.js";
import { type Project, type ProjectOptions, withProject } from "./project.js";
import { reasonDetail } from "./reason-detail.js";

/** `pipeline status [step…]` */
export function statusCommand(
  steps: readonly string[],
  options: ProjectOptions & { readonly json?: boolean },
): Promise<number> {
  return withProject(options, steps, async (project) => {
    await printPlan(plan({ ...project, force: new Set() }), project, options.json === true);
    return 0;
  });
}

/** What would run, what is cached, and why. */
export async function printPlan({ tasks }: Plan, project: Project, json: boolean): Promise<void> {
  const detail = reasonDetail(project);
  const described: ({ readonly task: string } & TaskSummary)[] = [];
  for (const task of tasks) described.push({ task: task.id, ...(await summarise(task, detail)) });
  if (json) {
    for (const task of described) process.stdout.write(`${JSON.stringify(task)}\n`);
    return;
  }
  const rows = described.map(({ task, state, reasons }) => [`  ${task}`, WORDS[state], reasons.join("; ")]);
  const count = (state: PlannedTask["status"]["state"]) => tasks.filter((task) => task.status.state === state).length;
  const summary = [
    `${plural(count("run"), "task")} would run`,
    ...(count("depends") > 0 ? [`${count("depends")} may run`] : []),
    `${count("cached")} cached`,
  ].join(", ");
  process.stdout.write(`${formatTable(rows)}\n${summary}\n`);
}

const WORDS = { cached: "cached", run: "would run", depends: "may run" } as const;

interface TaskSummary {
  readonly state: keyof typeof WORDS;
  readonly reasons: readonly string[];
}

async function summarise({ status }: PlannedTask, detail: ReasonDetail): Promise<TaskSummary> {
  if (status.state === "cached") return { state: "cached", reasons: [] };
  const reasons = (await detail(status.reasons)).map(describeReason);
  if (status.state === "run") return { state: "run", reasons };
  const own = status.reasons[0]?.because === "new" ? [] : reasons;
  return { state: "depends", reasons: [`depends on ${status.on.join(", ")}`, ...own] };
}
