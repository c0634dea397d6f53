#!/usr/bin/env node
import { answerNoOp } from "../cli/no-op.js";

const args = process.argv.slice(2);
process.exitCode = answerNoOp(args) ?? (await (await import("../cli/main.js")).main(args));
