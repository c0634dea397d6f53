// Loaded by every command before anything else: it imports next to nothing.

import { formatCount } from "../count.js";
import type { Preparation } from "../run/protocol.js";
import { compareWithSnapshot, type Snapshot } from "../run/snapshot.js";
import type { Watcher } from "../store/watcher.js";
import { formatDuration } from "./format.js";

/** Whether `pipeline run` had nothing to do; else, where it is likely, what a process for tasks can get ready for. */
export type FirstLook =
  | { readonly isAnswered: true }
  | { readonly isAnswered: false; readonly preparation?: Preparation | undefined };

/** Answers `pipeline run` where a look tells that nothing has changed since a run had nothing to do. */
export function answerNoOp(args: readonly string[], watcher: Watcher, began = Date.now()): FirstLook {
  const comparison = args[0] === "run" ? compareWithSnapshot(args, process.cwd(), watcher) : undefined;
  if (comparison === undefined) return { isAnswered: false };
  const { snapshot, changed } = comparison;
  if (changed.length > 0) return { isAnswered: false, preparation: prepareFirst(snapshot, changed) };
  const { engine, cached, pointers } = snapshot;
  const isColored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const dim = (text: string) => (isColored ? `\u001b[2m${text}\u001b[22m` : text);
  const lines = [...(engine === null ? [] : [dim(`engine: ${engine}`)]), describeNothing(Date.now() - began, cached)];
  process.stdout.write(`${lines.join("\n")}\n${pointers}`);
  return { isAnswered: true };
}

function prepareFirst({ first, store }: Snapshot, changed: readonly string[]): Preparation | undefined {
  const isInSources = (path: string) =>
    first?.sources.some((source) => path === source || path.startsWith(`${source}/`));
  if (first === null || !changed.every(isInSources)) return undefined;
  return { ask: "prepare", store, code: first.code, task: first.task };
}

function describeNothing(took: number, cached: number): string {
  return `nothing to do in ${formatDuration(took)}: 0 tasks ran, ${formatCount(cached)} cached`;
}
