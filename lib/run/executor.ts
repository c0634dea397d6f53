import type { Progress } from "../step/declare.js";
import type { TaskRequest, TaskResult } from "./protocol.js";

/** What a task says while it runs. */
export interface TaskListener {
  progress(progress: Progress): void;
  log(message: string): void;
}

/** For so many steps that are likely to be next an executor gets ready. */
export const STEPS_AHEAD = 2;

/** Carries out tasks: task in, output digests out. Everything that crosses is plain data. */
export interface Executor {
  /** Rejects with a `PipelineError` where the step fails, crashes or is stopped. */
  run(request: TaskRequest, listener: TaskListener, signal: AbortSignal): Promise<TaskResult>;
  /** Is told which bundles the next tasks are likely to need, so as to be ready by then, and all that may be needed yet. */
  prepare(next: readonly string[], needed: ReadonlySet<string>): void;
  /** Ends everything it started, at once. */
  close(): Promise<void>;
}
