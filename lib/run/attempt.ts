import { setTimeout as delay } from "node:timers/promises";
import type { Step } from "../config/pipeline.js";
import { PipelineError, toFailure } from "../error.js";
import type { Event } from "./event.js";
import type { Executor, TaskListener } from "./executor.js";
import type { TaskRequest, TaskResult } from "./protocol.js";

export interface AttemptOptions {
  readonly executor: Executor;
  readonly listener: TaskListener;
  readonly signal: AbortSignal;
  emit(event: Event): void;
  readonly now: () => number;
  /** Waits so many milliseconds, or rejects when the signal goes off. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const FIRST_WAIT_MS = 1000;

/** Failures that the same request would meet again: the store or a source is no longer what it was when it was made. */
const FINAL = new Set([
  ...["source-changed", "input-written", "object-missing", "object-damaged", "bundle-damaged"],
  ...["disk-full", "store-unwritable"],
]);

/**
 * Carries out a task, again after a failure as often as its step allows, each time after twice the wait; and stops it where
 * it takes longer than its step allows. `took`: milliseconds that the attempt which succeeded has taken.
 */
export async function carryOutTask(
  request: TaskRequest,
  { name, timeout, retries }: Pick<Step, "name" | "timeout" | "retries">,
  { executor, listener, signal, emit, now, wait = waitFor }: AttemptOptions,
): Promise<TaskResult & { readonly took: number }> {
  for (let attempt = 1; ; attempt++) {
    const began = now();
    try {
      const result = await runWithin(timeout, name, signal, (limited) => executor.run(request, listener, limited));
      return { ...result, took: now() - began };
    } catch (error) {
      const failure = toFailure(error);
      if (signal.aborted || attempt > retries || FINAL.has(failure.code)) throw error;
      const ms = FIRST_WAIT_MS * 2 ** (attempt - 1);
      emit({ type: "task-retried", task: request.id, failure, attempt: attempt + 1, of: retries + 1, wait: ms });
      await wait(ms, signal);
    }
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal });
}

/** Does `act`, whose signal goes off after `timeout` milliseconds; where it then fails, it is said that time was up. */
async function runWithin<Result>(
  timeout: number | undefined,
  step: string,
  signal: AbortSignal,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (timeout === undefined) return act(signal);
  signal.throwIfAborted();
  const limited = new AbortController();
  const stop = () => limited.abort();
  const timer = setTimeout(stop, timeout);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await act(limited.signal);
  } catch (error) {
    if (signal.aborted || !limited.signal.aborted) throw error;
    throw new PipelineError({
      code: "timed-out",
      message: `it took longer than ${timeout / 1000} s, and was stopped`,
      remedy: `Give it longer, such as 2h: \`timeout\` of the step "${step}" in pipeline.yaml, or \`--set ${step}.timeout=2h\`.`,
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
