#!/usr/bin/env node
import { join } from "node:path";
import { answerNoOp } from "../cli/no-op.js";
import { startWorkerProcess } from "../run/worker-process.js";
import { Watcher } from "../store/watcher.js";

async function start(args: readonly string[]): Promise<void> {
  const watcher = new Watcher();
  const exitCode = answerNoOp(args, watcher);
  process.exitCode = exitCode ?? (await startMain(args, watcher));
}

/** A run is likely to have tasks: a process for them starts while the program is loaded. */
async function startMain(args: readonly string[], watcher: Watcher): Promise<number> {
  const isRun = args[0] === "run" && !args.includes("--dry-run");
  const spare = isRun ? startWorkerProcess(join(__dirname, "worker.cjs")) : undefined;
  try {
    const { main } = await import("../cli/main.js");
    return await main(args, { watcher, spare });
  } finally {
    spare?.kill("SIGKILL");
  }
}

start(process.argv.slice(2));
