import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  /** On top of this process's own environment without `NODE_EXTRA_CA_CERTS`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is told the process's id. */
  onStart?(pid: number): void;
}

export interface Ended {
  /** From before the start of the process to its end. */
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

// To read it takes each Node process up to a tenth of a second, the baseline's too: no measured command needs it.
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/** Runs a command to its end. Rejects with its last words where it fails. */
export function runCommand(
  command: string,
  args: readonly string[],
  { folder, signal, env = {}, onStart }: CommandOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...environment, ...env },
      // What it has started ends with it.
      signal,
      killSignal: "SIGTERM",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - began) / 1000;
      if (code === 0) return resolve({ seconds, stdout, stderr });
      const words = `${stdout}${stderr}`.slice(-2000);
      reject(new Error(`${command} ${args.join(" ")} in ${folder} ended with ${code}:\n${words}`));
    });
  });
}
