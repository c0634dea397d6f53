import { parseArgs } from "node:util";
import { FLAGS, type Options, optionsOf, SCRATCH } from "../options.js";

export interface ImageOptions extends Options {
  /** How many pictures the larger run of the memory scenario takes. */
  readonly pictures: number;
}

/** What is measured where nothing is said. */
export const FULL: ImageOptions = { rounds: 5, quick: false, only: [], scratch: SCRATCH, pictures: 5000 };

export const USAGE = `npm run bench:image -- [options]

  --quick             few pictures, and one round: shows that it works, not how fast it is
  --rounds <n>        turns for each contender, at most (default: ${FULL.rounds}; scenarios that take long have fewer)
  --only <scenario>   a scenario, or how its name begins; may be repeated
  --pictures <n>      of the larger run whose memory is measured (default: ${FULL.pictures}); 50000 take 15 GB
  --scratch <folder>  where the peer is installed and pictures kept (default: ${FULL.scratch})
  --list              name the scenarios
`;

/** Options from arguments; "help" or "list" where that is asked for. Throws a TypeError where one is wrong. */
export function parseOptions(args: readonly string[]): ImageOptions | "help" | "list" {
  const flags = { ...FLAGS, pictures: { type: "string" } } as const;
  const { values } = parseArgs({ args: [...args], options: flags });
  if (values.help) return "help";
  if (values.list) return "list";
  const pictures = Number(values.pictures ?? (values.quick ? 200 : FULL.pictures));
  if (!Number.isInteger(pictures) || pictures < 1) throw new TypeError("--pictures takes a whole number, 1 or more");
  return { ...optionsOf(values, FULL.rounds), pictures };
}
