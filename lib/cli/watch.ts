import { dirname, join, relative, resolve, sep } from "node:path";
import { PipelineError } from "../error.js";
import { type Sight, Watcher } from "../store/watcher.js";
import { EXIT_DONE, EXIT_STOPPED } from "./exit-code.js";
import { printFailure } from "./format-error.js";
import { nextChange } from "./next-change.js";
import { type RunCommandOptions, runCommand } from "./run.js";

/**
 * `pipeline run --watch`: runs, and runs again when anything changes that the run rested on, until Ctrl-C. What is wrong
 * is said, and may be mended.
 */
export async function watchCommand(steps: readonly string[], options: RunCommandOptions): Promise<number> {
  const file = resolve(options.file ?? "pipeline.yaml");
  let force = options.force === true;
  let sights: ReadonlyMap<string, Sight> = new Map();
  for (;;) {
    const watcher = new Watcher();
    watcher.look(file);
    try {
      if ((await runCommand(steps, { ...options, force, watcher })) === EXIT_STOPPED) return EXIT_STOPPED;
    } catch (error) {
      printFailure(error, { verbose: options.verbose === true });
      lookAround(error, dirname(file), watcher);
      // It is not known what else the run would have rested on: it is taken to be what the one before did.
      for (const path of sights.keys()) watcher.look(path);
    }
    force = false;
    sights = restedOn(watcher.seen(), dirname(file));
    const changed = await untilStopped((signal) => {
      say("watching for changes; Ctrl-C ends", options);
      return nextChange(sights, signal);
    });
    if (changed === undefined) return EXIT_DONE;
    say(`\n${relative(process.cwd(), changed)} changed`, options);
  }
}

/** The file that is to be mended, and its folder, in which one may be missing. */
function lookAround(error: unknown, project: string, watcher: Watcher): void {
  if (!(error instanceof PipelineError) || typeof error.where !== "object") return;
  const path = resolve(project, error.where.file);
  watcher.look(path);
  watcher.look(dirname(path));
}

/**
 * What a person changes: not what is installed, nor what the run itself writes, for which the folders above change too.
 */
function restedOn(seen: ReadonlyMap<string, Sight>, project: string): ReadonlyMap<string, Sight> {
  const artifacts = join(project, "artifacts");
  const isOwn = (path: string) =>
    path.startsWith(artifacts + sep) || artifacts.startsWith(path === sep ? sep : path + sep);
  return new Map([...seen].filter(([path]) => !path.split(sep).includes("node_modules") && !isOwn(path)));
}

async function untilStopped<Result>(act: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await act(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function say(line: string, { json }: RunCommandOptions): void {
  if (json !== true) process.stdout.write(`${line}\n`);
}
