import { suggest } from "../config/suggest.js";
import { PipelineError } from "../error.js";
import { type Explanation, explain, stepsBelow } from "../plan/explain.js";
import { plan } from "../plan/plan.js";
import type { Plan, PlannedTask } from "../plan/task.js";
import { explanationsText } from "./explanation.js";
import { type ProjectOptions, withProject } from "./project.js";
import { reasonDetail } from "./reason-detail.js";

/** `pipeline explain <step>`, or one cell of its matrix: `folds[fold=1]`. */
export function explainCommand(name: string, options: ProjectOptions & { readonly json?: boolean }): Promise<number> {
  const step = name.replace(/\[.*$/, "");
  return withProject(options, [], async (project) => {
    const whole = plan({ ...project, force: new Set() });
    const tasks = chooseTasks(name, step, whole);
    const detail = reasonDetail(project);
    const explanations: Explanation[] = [];
    for (const task of tasks) {
      explanations.push(await explain(task, whole, project.memory.last(task.id), detail));
    }
    if (options.json === true) {
      for (const explanation of explanations) process.stdout.write(`${JSON.stringify(asJson(explanation))}\n`);
      return 0;
    }
    process.stdout.write(explanationsText(explanations, project.store.objects));
    process.stdout.write(pointers(step, tasks, whole));
    return 0;
  });
}

function chooseTasks(name: string, step: string, { tasks }: Plan): readonly PlannedTask[] {
  const known = [...new Set(tasks.map((task) => task.step.name))];
  const ofStep = tasks.filter((task) => task.step.name === step);
  const chosen = name === step ? ofStep : ofStep.filter(({ id }) => id === name);
  if (chosen.length > 0) return chosen;
  const candidates = ofStep.length > 0 ? ofStep.map(({ id }) => id) : known;
  throw new PipelineError({
    code: "unknown-step",
    message: `there is no ${ofStep.length > 0 ? "task" : "step"} "${name}"${suggest(name, candidates)}`,
    remedy: `${ofStep.length > 0 ? `The tasks of ${step}` : "The steps"} are ${candidates.join(", ")}.`,
  });
}

function pointers(step: string, tasks: readonly PlannedTask[], whole: Plan): string {
  if (tasks.every(({ status }) => status.state === "cached")) return `next   pipeline show ${step}\n`;
  const below = stepsBelow(new Set([step]), whole);
  const then = below.length === 0 ? "" : `then   ${below.join(", ")} may run\n`;
  return `${then}next   pipeline run ${step}\n`;
}

function asJson(explanation: Explanation) {
  const { task, last, state } = explanation;
  const took = state === "cached" ? explanation.record.took : last?.took;
  const shown = { task: task.id, state, ...(took === undefined ? {} : { took }) };
  switch (state) {
    case "cached":
      return { ...shown, key: explanation.spec.key, components: explanation.spec.components };
    case "run":
      return { ...shown, key: explanation.key, reasons: explanation.reasons, unchanged: explanation.unchanged };
    case "depends": {
      const { on, roots, reasons, unchanged } = explanation;
      return { ...shown, on, roots, reasons, unchanged };
    }
  }
}
