import { tmpdir } from "node:os";
import { join } from "node:path";

/** What every benchmark takes. */
export interface Options {
  /** Turns that each contender gets in a scenario. */
  readonly rounds: number;
  /** Fewer pictures, tasks and seconds: shows that everything works, not how fast it is. */
  readonly quick: boolean;
  /** Names of scenarios, or how they begin; all where it is empty. */
  readonly only: readonly string[];
  /** Where peers, pictures, projects and results are kept; what is there is used again. */
  readonly scratch: string;
}

export const SCRATCH = join(tmpdir(), "tamiz-bench");

/** For `parseArgs`. */
export const FLAGS = {
  quick: { type: "boolean", default: false },
  rounds: { type: "string" },
  only: { type: "string", multiple: true, default: [] as string[] },
  scratch: { type: "string", default: SCRATCH },
  list: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

interface Values extends Pick<Options, "quick" | "only" | "scratch"> {
  readonly rounds?: string | undefined;
}

/** Options from what `parseArgs` found; `rounds` where none are asked for. Throws a TypeError where one is wrong. */
export function optionsOf({ quick, only, scratch, ...values }: Values, rounds: number): Options {
  const wanted = Number(values.rounds ?? (quick ? 1 : rounds));
  if (!Number.isInteger(wanted) || wanted < 1) throw new TypeError("--rounds takes a whole number, 1 or more");
  return { rounds: wanted, quick, only, scratch };
}
