import { loadPipeline } from "../config/load.js";
import type { Pipeline } from "../config/pipeline.js";
import { suggest } from "../config/suggest.js";
import { PipelineError } from "../error.js";
import { checkPipeline } from "../plan/check.js";
import { inOrder, withAncestors } from "../plan/order.js";
import type { Memory } from "../plan/plan.js";
import { type Survey, survey } from "../plan/survey.js";
import { STEPS_AHEAD } from "../run/executor.js";
import { firstTask } from "../run/first-task.js";
import { LocalExecutor } from "../run/local.js";
import { memoryOf } from "../run/memory.js";
import type { Worker } from "../run/worker-process.js";
import type { EngineName } from "../step/declare.js";
import type { FileSystem } from "../store/file-system.js";
import type { Store } from "../store/store.js";
import { Watcher } from "../store/watcher.js";
import { openProjectStore } from "./project-store.js";

/** What a project's commands work with. */
export interface Surroundings {
  /** Another than the disk only in tests. */
  readonly fileSystem?: FileSystem;
  /** The program of a worker process; another than the usual only in tests. */
  readonly worker?: string;
  /** A process for tasks that was started already. */
  readonly spare?: Worker | undefined;
  /** Looks at the files; one's own, to know what was looked at where the command fails. */
  readonly watcher?: Watcher;
}

/** What every command takes. */
export interface ProjectOptions extends Surroundings {
  readonly file?: string;
  readonly profile?: string;
  readonly set?: readonly string[];
  readonly engine?: EngineName;
  readonly verbose?: boolean;
  /** Whether tasks are likely to run: then a process for them starts at once. */
  readonly willRun?: boolean;
}

/** A pipeline, its store and what a look at the world has told. */
export interface Project {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly survey: Survey;
  readonly memory: Memory;
  readonly executor: LocalExecutor;
  /** What was looked at on the way. */
  readonly watcher: Watcher;
}

export function readPipeline(options: ProjectOptions): Promise<Pipeline> {
  return loadPipeline({
    file: options.file ?? "pipeline.yaml",
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.set === undefined ? {} : { set: [...options.set] }),
  });
}

/** Opens a project for `act`, with only the named steps and what they need, and ends its processes afterwards. */
export async function withProject<T>(
  options: ProjectOptions,
  steps: readonly string[],
  act: (project: Project) => Promise<T>,
): Promise<T> {
  const { watcher = new Watcher() } = options;
  const whole = await readPipeline(options);
  const pipeline = steps.length === 0 ? whole : restrict(whole, steps);
  const store = await openProjectStore(pipeline.root, options.fileSystem);
  const executor = new LocalExecutor(store.folder, options.worker);
  if (options.willRun === true) executor.startSpare(options.spare);
  try {
    const surveyed = await survey(pipeline, {
      derived: store.derived,
      inspector: executor,
      engine: options.engine,
      watcher,
      onSourceFile: reportDigesting(),
      onModules: (surveyed) => {
        const modules = new Map(surveyed.map(({ step, module }) => [step.name, module]));
        const first = firstTask(pipeline.steps, modules);
        if (first !== undefined) executor.expect(first);
        // Where the process that was started first knew already what for, those of the next steps may get ready too.
        if (options.spare !== undefined && options.spare.codes.size > 0) prepareAll(pipeline, modules, executor);
      },
    });
    // Whoever mends what is refused need not wait for this again.
    for (const [name, content] of surveyed.learned) await store.derived.write(name, content);
    checkPipeline(pipeline, surveyed.survey);
    const result = await act({ pipeline, store, survey: surveyed.survey, memory: memoryOf(store), executor, watcher });
    await store.checked.keepIfWorthIt();
    return result;
  } finally {
    await executor.close();
  }
}

function prepareAll(pipeline: Pipeline, modules: Survey["modules"], executor: LocalExecutor): void {
  const inTurn = inOrder(pipeline.steps).flatMap(({ name }) => modules.get(name)?.code ?? []);
  executor.prepare(inTurn.slice(0, 1 + STEPS_AHEAD), new Set(inTurn));
}

/** A pipeline of the named steps and all that they need. */
export function restrict(pipeline: Pipeline, steps: readonly string[]): Pipeline {
  const known = pipeline.steps.map((step) => step.name);
  for (const name of steps) {
    if (known.includes(name)) continue;
    throw new PipelineError({
      code: "unknown-step",
      message: `there is no step "${name}"${suggest(name, known)}`,
      where: pipeline.file,
      remedy: `The steps are ${known.join(", ")}.`,
    });
  }
  return { ...pipeline, steps: withAncestors(steps, pipeline) };
}

const MANY_FILES = 2000;

/** Tells on the terminal how far the reading of a large source is. */
function reportDigesting(): (source: string, done: number, total: number) => void {
  if (process.stderr.isTTY !== true) return () => undefined;
  return (source, done, total) => {
    if (total < MANY_FILES || (done % 500 !== 0 && done !== total)) return;
    process.stderr.write(done === total ? "\r\u001b[K" : `\rlooking at ${source}: ${done} of ${total} files`);
  };
}
