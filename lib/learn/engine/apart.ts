import { fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Failure, PipelineError, toFailure } from "../../error.js";
import { packageRoot } from "../../step/package-root.js";

/** How a program ended that was started for one answer. */
export type Ending<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "crashed"; readonly how: string; readonly lastWords: string };

/** Signals that come from what a process did itself; others are somebody's wish. */
const OWN_FAULT: readonly string[] = ["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"];

/** What Node prints after an uncaught error's own line: where it was thrown, its fields, and Node's version. */
const AROUND_AN_ERROR = /^(at |code: |requireStack: |[{}[\]]|Node\.js v)/;

const PATIENCE_MS = 300_000;

/**
 * Starts a program of this package, a path below `lib/` without its ending, in a process of its own, asks it one question
 * and ends it. What native code does to that process comes back as a value. Rejects where it is killed from outside, or
 * gives no answer in five minutes.
 */
export function askApart<Question extends object, Answer>(
  program: string,
  question: Question,
  signal?: AbortSignal,
): Promise<Ending<Answer>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(packageRoot, "dist", "lib", `${program}.js`), [], {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      ...(signal === undefined ? {} : { signal }),
    });
    let lastWords = "";
    if (child.stderr !== null) {
      createInterface({ input: child.stderr }).on("line", (line) => {
        const words = line.trim();
        if (words !== "" && !AROUND_AN_ERROR.test(words)) lastWords = words;
      });
    }
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, PATIENCE_MS);
    child.once("message", (said: Ending<Answer>) => {
      // Not asked to leave: native code may hang, or fail, while it is unloaded.
      child.kill("SIGKILL");
      resolve(said);
    });
    child.on("error", reject);
    child.once("close", (code, killer) => {
      clearTimeout(timer);
      if (isLate) reject(late(program));
      else if (killer !== null && !OWN_FAULT.includes(killer)) reject(killed(program, killer));
      else resolve({ kind: "crashed", how: killer ?? `exit code ${code}`, lastWords });
    });
    child.send(question);
  });
}

/** "loading it ends in SIGABRT: its last words" */
export function describeCrash({ how, lastWords }: { readonly how: string; readonly lastWords: string }): string {
  return `loading it ends in ${how}${lastWords && `: ${lastWords.slice(0, 200)}`}`;
}

/** The other side: answers the one question that this process was started for. */
export function answerApart<Question, Answer>(compute: (question: Question) => Promise<Answer>): void {
  process.once("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent decides what stops.
  process.on("SIGINT", () => undefined);
  process.once("message", (question: Question) => {
    const say = (ending: Ending<Answer>) => process.send?.(ending);
    compute(question).then(
      (answer) => say({ kind: "answered", answer }),
      (error) => say({ kind: "failed", failure: toFailure(error) }),
    );
  });
}

function late(program: string): PipelineError {
  return new PipelineError({
    code: "process-killed",
    message: `${program} gave no answer in ${PATIENCE_MS / 60_000} minutes`,
    remedy: "Try again when the machine has less to do.",
  });
}

function killed(program: string, signal: NodeJS.Signals): PipelineError {
  return new PipelineError({
    code: "process-killed",
    message: `the process of ${program} was killed (${signal})`,
    remedy:
      signal === "SIGKILL"
        ? "If nobody killed it, the machine was out of memory: free some and try again."
        : "Try again.",
  });
}
