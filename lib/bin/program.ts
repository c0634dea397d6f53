import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Program from "../cli/main.js";
import { digestBytes } from "../digest.js";
import { evaluate, findCompiled, keepCompiled } from "../run/evaluate.js";
import { DerivedStore } from "../store/derived.js";
import { removeAbandonedDrafts } from "../store/draft.js";
import { diskFileSystem } from "../store/file-system.js";

/** V8 throws away what it compiled and has not run for a while: after a long command too little would be kept. */
const SHORT_MS = 10_000;

/** The command's program; `keep`, once it has done what was asked, makes the next start of the same command a shorter one. */
export interface LoadedProgram {
  readonly main: typeof Program.main;
  keep(): Promise<void>;
}

/**
 * Loads `main.cjs` from a folder, and what V8 has compiled of it, which lies beside: who may change that may change the program.
 * Each command has its own, since V8 compiles what is called; subcommands share one.
 */
export function loadProgram(folder: string, args: readonly string[], began = Date.now()): LoadedProgram {
  const file = join(folder, "main.cjs");
  const bytes = readFileSync(file);
  const derived = new DerivedStore(folder);
  const name = `${commandIn(args)}-${digestBytes(bytes)}.cjs`;
  const program = evaluate(bytes.toString("utf8"), file, createRequire(file), findCompiled(name, derived));
  return {
    main: (program.exports as typeof Program).main,
    async keep() {
      if (program.wasCompiled || Date.now() - began > SHORT_MS || !isWritable(folder)) return;
      await keepCompiled(program, name, derived);
      await removeAbandonedDrafts(join(folder, "tmp"), { fileSystem: diskFileSystem });
    },
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function commandIn(args: readonly string[]): string {
  const [command = ""] = args;
  return /^[a-z]+$/.test(command) && !args.some((arg) => arg === "--help" || arg === "-h") ? command : "help";
}
