// Loaded by every command before anything else: it imports next to nothing.

import { formatCount } from "../count.js";
import type { Preparation } from "../run/protocol.js";
import { compareWithSnapshot, type Snapshot } from "../run/snapshot.js";
import type { Watcher } from "../store/watcher.js";
import { formatDuration } from "./format.js";

/** Whether `pipeline run` had nothing to do; else, where that is likely, what a process for tasks can get ready for. */
export type FirstLook =
  | { readonly isAnswered: true }
  | {
      readonly isAnswered: false;
      readonly preparation?: Preparation | undefined;
      /** Goes on after the first difference: a run looks at the other paths too, and before it is loaded that takes half the time. */
      lookOn?(): void;
    };

/** Answers `pipeline run` where a look tells that nothing has changed since a run had nothing to do. */
export function answerNoOp(args: readonly string[], watcher: Watcher, began = Date.now()): FirstLook {
  const comparison = args[0] === "run" ? compareWithSnapshot(args, process.cwd(), watcher) : undefined;
  if (comparison === undefined) return { isAnswered: false };
  const { snapshot, changes } = comparison;
  const first = changes.next();
  if (first.done !== true) {
    const lookOn = () => {
      const changed = [first.value];
      for (let next = changes.next(); next.done !== true; next = changes.next()) changed.push(next.value);
      // One that another version has kept may know of none.
      watcher.since = { sources: snapshot.sources ?? {}, changed };
    };
    return { isAnswered: false, preparation: preparationAfter(first.value, snapshot), lookOn };
  }
  const { engine, cached, pointers } = snapshot;
  const isColored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const dim = (text: string) => (isColored ? `\u001b[2m${text}\u001b[22m` : text);
  const lines = [...(engine === null ? [] : [dim(`engine: ${engine}`)]), describeNothing(Date.now() - began, cached)];
  process.stdout.write(`${lines.join("\n")}\n${pointers}`);
  return { isAnswered: true };
}

/** Where a source has changed, the step that reads it is likely to run as it is. */
function preparationAfter(changed: string, { first, store }: Snapshot): Preparation | undefined {
  const isSource = first?.sources.some((source) => changed === source || changed.startsWith(`${source}/`));
  // One that another version has kept may know of no bundles.
  return first?.codes === undefined || isSource !== true
    ? undefined
    : { ask: "prepare", store, codes: first.codes, task: first.task };
}

function describeNothing(took: number, cached: number): string {
  return `nothing to do in ${formatDuration(took)}: 0 tasks ran, ${formatCount(cached)} cached`;
}
