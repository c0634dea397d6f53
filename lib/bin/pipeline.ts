#!/usr/bin/env node
import { join } from "node:path";
import { answerNoOp } from "../cli/no-op.js";
import type { Preparation } from "../run/protocol.js";
import { Watcher } from "../store/watcher.js";

async function start(args: readonly string[]): Promise<void> {
  const watcher = new Watcher();
  const look = answerNoOp(args, watcher);
  if (!look.isAnswered) process.exitCode = await startMain(args, watcher, look.preparation);
}

/** A run is likely to have tasks: a process for them starts while the program is loaded. What starts it is no part of a no-op. */
async function startMain(args: readonly string[], watcher: Watcher, preparation?: Preparation): Promise<number> {
  const isRun = args[0] === "run" && !args.includes("--dry-run");
  const { prepareWorker, startWorker } = await import("../run/worker-process.js");
  const spare = isRun ? startWorker(join(__dirname, "worker.cjs")) : undefined;
  if (spare !== undefined && preparation !== undefined) prepareWorker(spare, preparation);
  try {
    const { main } = await import("../cli/main.js");
    return await main(args, { watcher, spare });
  } finally {
    // It was taken by the run, which has ended it, or never was.
    spare?.process.kill("SIGKILL");
  }
}

start(process.argv.slice(2));
