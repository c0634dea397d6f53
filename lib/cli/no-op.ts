// Loaded by every command before anything else: it imports next to nothing.

import { formatCount } from "../count.js";
import { matchingSnapshot } from "../run/snapshot.js";
import type { Watcher } from "../store/watcher.js";
import { formatDuration } from "./format.js";

/** Answers `pipeline run` where a look tells that nothing has changed since a run had nothing to do; else undefined. */
export function answerNoOp(args: readonly string[], watcher: Watcher, began = Date.now()): number | undefined {
  if (args[0] !== "run") return undefined;
  const snapshot = matchingSnapshot(args, process.cwd(), watcher);
  if (snapshot === undefined) return undefined;
  const { engine, cached, pointers } = snapshot;
  const isColored = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const dim = (text: string) => (isColored ? `\u001b[2m${text}\u001b[22m` : text);
  const lines = [...(engine === null ? [] : [dim(`engine: ${engine}`)]), describeNothing(Date.now() - began, cached)];
  process.stdout.write(`${lines.join("\n")}\n${pointers}`);
  return 0;
}

function describeNothing(took: number, cached: number): string {
  return `nothing to do in ${formatDuration(took)}: 0 tasks ran, ${formatCount(cached)} cached`;
}
