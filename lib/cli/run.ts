import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { ENGINE_ENVIRONMENT } from "../plan/engine.js";
import { plan } from "../plan/plan.js";
import type { CachedTask } from "../plan/task.js";
import type { Event } from "../run/event.js";
import { firstTask } from "../run/first-task.js";
import { lockPath, readLock, writeLock } from "../run/lock.js";
import { type Comparison, compareWithLock } from "../run/lock-comparison.js";
import { type RunResult, run } from "../run/run.js";
import { requestOf } from "../run/snapshot.js";
import { takeSnapshot } from "../run/take-snapshot.js";
import { viewOf } from "../run/view.js";
import { AUDIT_STEP } from "./audit-text.js";
import { EXIT_DIFFERENT, EXIT_DONE, EXIT_FAILED, EXIT_STOPPED } from "./exit-code.js";
import { describeComparisons, isDifference, requireLock } from "./locked.js";
import { drawProgress } from "./progress.js";
import { type Project, type ProjectOptions, withProject } from "./project.js";
import { writeRunFacts } from "./run-facts.js";
import { printPlan } from "./status.js";
import { stopOnSignal } from "./stop.js";

export interface RunCommandOptions extends ProjectOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly locked?: boolean;
  readonly failFast?: boolean;
}

/** `pipeline run [step…]` */
export function runCommand(steps: readonly string[], options: RunCommandOptions): Promise<number> {
  return withProject({ ...options, willRun: options.dryRun !== true }, steps, async (project) => {
    const forced = steps.length > 0 ? steps : project.pipeline.steps.map((step) => step.name);
    const force = new Set(options.force === true ? forced : []);
    if (options.dryRun === true) {
      await printPlan(plan({ ...project, force }), project, options.json === true);
      return EXIT_DONE;
    }
    const isWhole = steps.length === 0;
    const file = lockPath(project.pipeline.file, options.profile);
    if (options.locked !== true) {
      const { code, made, cached, outcome } = await carryOut(project, force, options);
      const kept = isWhole && outcome === "done" ? [] : (readLock(file) ?? []);
      await writeLock(file, new Map([...kept, ...made]), project.store.fileSystem);
      if (outcome === "done" && cached.length === made.size) await keepNoOp(project, cached, file);
      return code;
    }
    const lock = requireLock(file);
    const { code, made } = await carryOut(project, force, options);
    if (code !== EXIT_DONE) return code;
    const comparisons = compareWithLock(project.pipeline, lock, made, { isWhole });
    if (options.json === true) for (const comparison of comparisons) printJson({ type: "compared", ...comparison });
    else process.stdout.write(describeComparisons(comparisons, basename(file)));
    return comparisons.some(isDifference) ? EXIT_DIFFERENT : EXIT_DONE;
  });
}

async function carryOut(
  project: Project,
  force: ReadonlySet<string>,
  options: RunCommandOptions,
): Promise<RunResult & { readonly code: number }> {
  const verbose = options.verbose === true;
  const draw = options.json === true ? printJson : await drawProgress(process.stdout, { verbose });
  const events: Event[] = [];
  const emit = (event: Event) => {
    if (event.type !== "task-progress") events.push(event);
    draw(event);
  };
  const started = new Date();
  const stopping = stopOnSignal(() => project.executor.close());
  const capacity = options.jobs ?? availableParallelism();
  const failFast = options.failFast === true;
  const result = await run({ ...project, force, capacity, failFast, signal: stopping.signal, emit });
  const { outcome, tally } = result;
  stopping.release();
  if (tally.ran + tally.failed > 0) await writeRunFacts(project, events, started);
  if (options.json !== true && outcome === "done") process.stdout.write(pointersOf(project));
  return { ...result, code: { done: EXIT_DONE, failed: EXIT_FAILED, stopped: EXIT_STOPPED }[outcome] };
}

function printJson(event: Event | ({ readonly type: "compared" } & Comparison)): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Lets the next run of the same command see at a look that there is nothing to do. */
async function keepNoOp(project: Project, tasks: readonly CachedTask[], lock: string): Promise<void> {
  const { pipeline, survey, store, watcher } = project;
  const request = requestOf(process.argv.slice(2), process.cwd());
  if (!isPlain(request.args) || dirname(pipeline.file) !== request.folder) return;
  await store.checked.keep();
  const noOp = {
    request,
    tasks,
    env: [...pipeline.steps.flatMap((step) => step.env), ...ENGINE_ENVIRONMENT, "TAMIZ_STORE"],
    engine: survey.engine?.why ?? null,
    files: [pipeline.file, lock],
    sources: Object.fromEntries(
      [...survey.sources.values()].flatMap(({ path, known }) =>
        path === undefined || known === undefined ? [] : [[path, known]],
      ),
    ),
    first: firstTask(pipeline.steps, survey.modules) ?? null,
    pointers: pointersOf(project),
  };
  await takeSnapshot(noOp, store, watcher);
}

/** Options that only choose what is planned; others change what a run does or prints. */
function isPlain(args: readonly string[]): boolean {
  return args.every((arg) => !arg.startsWith("-") || /^--(profile|set|engine)(=|$)/.test(arg));
}

/** Says where to look now: the pages that were made, and the next commands. */
function pointersOf({ pipeline, store, survey }: Project): string {
  const pages: string[] = [];
  for (const step of pipeline.steps) {
    const outputs = Object.entries(survey.modules.get(step.name)?.declaration.out ?? {});
    for (const [output] of outputs.filter(([, { kind }]) => kind === "document")) {
      for (const cell of step.cells)
        pages.push(...pagesIn(join(store.artifacts, ...viewOf(step.name, cell.axes, output))));
    }
  }
  const names = pipeline.steps.map(({ name }) => name);
  const audit = names.includes(AUDIT_STEP) ? ["pipeline audit"] : [];
  const next = ["pipeline status", `pipeline show ${names[0] ?? "<step>"}`, ...audit, "pipeline dag"];
  return [...pages, `next   ${next.join(" · ")}\n`].join("");
}

function pagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".html"))
    .map((file) => `open   ${relative(process.cwd(), join(folder, file))}\n`);
}
