#!/usr/bin/env node
import { join } from "node:path";
import { answerNoOp } from "../cli/no-op.js";
import type { Preparation } from "../run/protocol.js";
import type { Worker } from "../run/worker-process.js";
import { Watcher } from "../store/watcher.js";

async function start(args: readonly string[]): Promise<void> {
  const watcher = new Watcher();
  const look = answerNoOp(args, watcher);
  if (look.isAnswered) return;
  const spare = isRun(args) ? await startSpare(look.preparation) : undefined;
  try {
    look.lookOn?.();
    const { loadProgram } = await import("./program.js");
    const { main, keep } = loadProgram(__dirname, args);
    process.exitCode = await main(args, { watcher, spare });
    // A word that failed may be no command.
    if (process.exitCode === 0) await keep();
  } finally {
    // It was taken by the run, which has ended it, or never was.
    spare?.process.kill("SIGKILL");
  }
}

function isRun(args: readonly string[]): boolean {
  return args[0] === "run" && !args.some((arg) => ["--dry-run", "--help", "-h"].includes(arg));
}

/** A run is likely to have tasks: a process for them starts while the program is loaded. What starts it is no part of a no-op. */
async function startSpare(preparation: Preparation | undefined): Promise<Worker> {
  const { prepareWorker, startWorker } = await import("../run/worker-process.js");
  const spare = startWorker(join(__dirname, "worker.cjs"));
  if (preparation !== undefined) prepareWorker(spare, preparation);
  return spare;
}

start(process.argv.slice(2));
