#!/usr/bin/env node
import { answerNoOp } from "../cli/no-op.js";
import { Watcher } from "../store/watcher.js";

async function start(args: readonly string[]): Promise<void> {
  const watcher = new Watcher();
  process.exitCode = answerNoOp(args, watcher) ?? (await (await import("../cli/main.js")).main(args, { watcher }));
}

start(process.argv.slice(2));
