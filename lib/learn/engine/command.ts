import { spawn } from "node:child_process";
import { PipelineError, systemCode } from "../../error.js";

const KEPT_LINES = 12;

/** Runs a program to its end and returns what it printed. Fails with the last lines it wrote to stderr. */
export function runCommand(program: string, parameters: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let complaints = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).split("\n").slice(-KEPT_LINES).join("\n");
    });
    child.on("error", (cause) => reject(commandError(program, cause.message, cause)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(commandError(program, complaints.trim() || `it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Whether a program starts and ends well. */
export async function commandWorks(program: string, parameters: readonly string[]): Promise<boolean> {
  try {
    await runCommand(program, parameters, ".");
    return true;
  } catch (error) {
    if (error instanceof PipelineError || systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

function commandError(program: string, detail: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: "command-failed",
    message: `${program} failed: ${detail}`,
    remedy: "Put right what it complains of and try again.",
    cause,
  });
}
