import PQueue from "p-queue";

/** Does work when its turn has come. */
export type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A queue in which `count` pieces of work are under way at most; after a failure, or `signal`, no other begins. */
export function atMost(count: number, signal: AbortSignal): Queue {
  const queue = new PQueue({ concurrency: count });
  const failing = new AbortController();
  const stopped = AbortSignal.any([signal, failing.signal]);
  return (work) =>
    queue.add(async () => {
      stopped.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        failing.abort(error);
        throw error;
      }
    });
}
