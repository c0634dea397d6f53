/** Does `work` on several items at a time, and yields the results in the items' order. A failure or `signal` ends it. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      signal.throwIfAborted();
      const result = work(item);
      // It is awaited later; until then its failure must not count as unhandled.
      result.catch(() => {});
      running.push(result);
      const first = running.length >= atOnce ? running.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (let first = running.shift(); first !== undefined; first = running.shift()) {
      signal.throwIfAborted();
      yield await first;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
