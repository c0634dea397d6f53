import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { plan } from "../plan/plan.js";
import type { Event } from "../run/event.js";
import { run } from "../run/run.js";
import { viewOf } from "../run/view.js";
import { drawProgress } from "./progress.js";
import { type Project, type ProjectOptions, withProject } from "./project.js";
import { writeRunFacts } from "./run-facts.js";
import { printPlan } from "./status.js";

export interface RunCommandOptions extends ProjectOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
}

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_STOPPED = 130;

/** `pipeline run [step…]` */
export function runCommand(steps: readonly string[], options: RunCommandOptions): Promise<number> {
  return withProject(options, steps, async (project) => {
    const forced = steps.length > 0 ? steps : project.pipeline.steps.map((step) => step.name);
    const force = new Set(options.force === true ? forced : []);
    if (options.dryRun === true) {
      printPlan(plan({ ...project, force }), options.json === true);
      return EXIT_DONE;
    }
    return carryOut(project, force, options);
  });
}

async function carryOut(project: Project, force: ReadonlySet<string>, options: RunCommandOptions): Promise<number> {
  const draw = options.json === true ? printJson : drawProgress(process.stdout, { verbose: options.verbose === true });
  const events: Event[] = [];
  const emit = (event: Event) => {
    if (event.type !== "task-progress") events.push(event);
    draw(event);
  };
  const started = new Date();
  const stopping = stopOnSignal(project);
  const capacity = options.jobs ?? availableParallelism();
  const { outcome, tally } = await run({ ...project, force, capacity, signal: stopping.signal, emit });
  stopping.release();
  if (tally.ran + tally.failed > 0) await writeRunFacts(project, events, started);
  if (options.json !== true && outcome === "done") printPointers(project);
  return { done: EXIT_DONE, failed: EXIT_FAILED, stopped: EXIT_STOPPED }[outcome];
}

function printJson(event: Event): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** The first Ctrl-C asks the running tasks to stop; the second ends them at once. */
function stopOnSignal(project: Project): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      void project.executor.close().then(() => process.exit(EXIT_STOPPED));
      return;
    }
    process.stderr.write("\nstopping (press Ctrl-C again to stop at once)\n");
    controller.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    release: () => process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}

/** Says where to look now: the pages that were made, and the next commands. */
function printPointers({ pipeline, store, survey }: Project): void {
  for (const step of pipeline.steps) {
    const outputs = Object.entries(survey.modules.get(step.name)?.declaration.out ?? {});
    for (const [output] of outputs.filter(([, { kind }]) => kind === "document")) {
      for (const cell of step.cells) printPages(join(store.folder, ...viewOf(step.name, cell.axes, output)));
    }
  }
  const first = pipeline.steps.at(0)?.name ?? "<step>";
  process.stdout.write(`next   pipeline status · pipeline show ${first} · pipeline dag\n`);
}

function printPages(folder: string): void {
  for (const file of readdirSync(folder)) {
    if (file.endsWith(".html")) process.stdout.write(`open   ${relative(process.cwd(), join(folder, file))}\n`);
  }
}
