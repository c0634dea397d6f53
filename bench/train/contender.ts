import { spawn } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../lib/step/package-root.js";
import { compile, compiledProgram } from "../compile.js";
import type { Answer, Question, Setting } from "./question.js";

/** One side of the comparison: a program that answers questions, each in a process of its own. */
export interface Contender {
  readonly command: string;
  readonly program: string;
  readonly setting: Setting;
}

const programs = ["ours", "eager-fit", "stock-wasm"] as const;

/** Compiles the contenders that are TypeScript. */
export async function compileContenders(): Promise<void> {
  await compile("train", programs);
}

export function nodeContender(name: (typeof programs)[number], setting: Setting): Contender {
  return { command: process.execPath, program: compiledProgram("train", name), setting };
}

export function pythonContender(python: string, name: "peer_keras" | "peer_torch", setting: Setting): Contender {
  return { command: python, program: join(packageRoot, "bench", "train", `${name}.py`), setting };
}

/** An answer, and how long the process took to its first training step and to its end. */
export interface Asked extends Answer {
  readonly firstStepMs: number;
  readonly wallMs: number;
}

/** Asks a contender in a process of its own. Rejects with its last words where it gives no answer. */
export function ask({ command, program, setting }: Contender, question: Question, signal: AbortSignal): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const began = now();
    const args = [program, JSON.stringify(question), JSON.stringify(setting)];
    const child = spawn(command, args, { signal, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let words = "";
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.stderr.on("data", (text) => {
      words = `${words}${text}`.slice(-2000);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const wallMs = now() - began;
      if (code !== 0) return reject(new Error(`${program} ended with ${code}:\n${words}`));
      const answer: Answer = JSON.parse(output.trim().split("\n").at(-1) ?? "");
      resolve({ ...answer, wallMs, firstStepMs: (answer.firstStepAt ?? Number.NaN) - began });
    });
  });
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
