#!/usr/bin/env node
import { answerNoOp } from "../cli/no-op.js";
import { Watcher } from "../store/watcher.js";

const args = process.argv.slice(2);
const watcher = new Watcher();
process.exitCode = answerNoOp(args, watcher) ?? (await (await import("../cli/main.js")).main(args, { watcher }));
