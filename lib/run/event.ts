import type { Failure } from "../error.js";
import type { Progress } from "../step/declare.js";
import type { Read } from "../step/reads/read.js";

export type Outcome = "done" | "failed" | "stopped";

export interface Tally {
  /** Tasks that ran and succeeded. */
  readonly ran: number;
  readonly cached: number;
  readonly failed: number;
  /** Tasks that could not run because one before them failed or the run was stopped. */
  readonly skipped: number;
}

/** One thing that happened in a run. `pipeline run --json` prints these, a line each. */
export type Event =
  | {
      readonly type: "run-started";
      readonly tasks: readonly string[];
      readonly engine?: { readonly name: string; readonly why: string };
    }
  | { readonly type: "task-cached"; readonly task: string; readonly key: string }
  | {
      readonly type: "task-started";
      readonly task: string;
      readonly key: string;
      readonly reasons: readonly string[];
      /** For a task taken apart by the parts of its input: how many there are, and how many are cached. */
      readonly parts?: { readonly total: number; readonly cached: number };
    }
  /** Another process on the same store is at it, or in its way. */
  | {
      readonly type: "task-waiting";
      readonly task: string;
      readonly process: { readonly pid: number; readonly command: string };
    }
  | { readonly type: "task-progress"; readonly task: string; readonly progress: Progress }
  | { readonly type: "task-log"; readonly task: string; readonly message: string }
  /** It read what its step does not declare: this run uses what it makes, and no other. */
  | { readonly type: "task-uncached"; readonly task: string; readonly reads: readonly Read[] }
  | {
      readonly type: "task-done";
      readonly task: string;
      readonly key: string;
      /** Milliseconds that it kept a process busy. */
      readonly took: number;
      readonly outputs: { readonly [name: string]: string };
    }
  /** It failed, and is tried again. */
  | {
      readonly type: "task-retried";
      readonly task: string;
      readonly failure: Failure;
      /** The number of the attempt that comes, of so many. */
      readonly attempt: number;
      readonly of: number;
      /** Milliseconds until then. */
      readonly wait: number;
    }
  | { readonly type: "task-failed"; readonly task: string; readonly failure: Failure }
  | { readonly type: "task-skipped"; readonly task: string; readonly because: string }
  | { readonly type: "run-finished"; readonly outcome: Outcome; readonly tally: Tally; readonly took: number };
