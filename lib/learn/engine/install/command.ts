import { spawn } from "node:child_process";
import { systemCode } from "../../../error.js";

/** How a program ended. */
export type CommandEnding =
  | { readonly ended: "well"; readonly printed: string }
  | { readonly ended: "badly"; readonly how: string; readonly complaints: string }
  | { readonly ended: "missing" };

export interface CommandOptions {
  readonly cwd: string;
  /** Set on top of this process's own environment. */
  readonly environment?: { readonly [name: string]: string };
  /** Ends the program where it aborts; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** More than any program that is run here says before the line that matters. */
const KEPT_CHARACTERS = 100_000;

/** Runs a program to its end, which may be bad: a value tells. */
export async function runCommand(
  [program = "", ...parameters]: readonly string[],
  { cwd, environment = {}, signal }: CommandOptions,
): Promise<CommandEnding> {
  signal?.throwIfAborted();
  const child = spawn(program, parameters, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  let printed = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed = (printed + text).slice(-KEPT_CHARACTERS);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-KEPT_CHARACTERS);
  });
  try {
    const how = await new Promise<string | undefined>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, killer) => resolve(code === 0 ? undefined : (killer ?? `exit code ${code}`)));
    });
    signal?.throwIfAborted();
    return how === undefined ? { ended: "well", printed } : { ended: "badly", how, complaints: complaints + printed };
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "EACCES") return { ended: "missing" };
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
