import { packageRoot } from "../../lib/step/package-root.js";
import { runCommand } from "../command.js";
import type { Answer } from "./answer.js";
import type { Contender } from "./setup.js";

/** Has a contender do its work for these files, in a process of its own. */
export async function ask(
  { command, args }: Contender,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  const { stdout } = await runCommand(command, [...args, ...files], { folder: packageRoot, signal });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** The same with the files dealt to so many processes at once. */
export async function askTogether(
  contender: Contender,
  files: readonly string[],
  processes: number,
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const shares = Array.from({ length: processes }, (_, share) =>
    files.filter((_, index) => index % processes === share),
  );
  return Promise.all(shares.map((share) => ask(contender, share, signal)));
}

/** Seconds from when the first of them began until the last had ended. */
export function wallSeconds(answers: readonly Answer[]): number {
  return Math.max(...answers.map(({ ended }) => ended)) - Math.min(...answers.map(({ began }) => began));
}
