import { parseArgs } from "node:util";
import { FLAGS, type Options, optionsOf, SCRATCH } from "../options.js";

/** What is measured where nothing is said. */
export const FULL: Options = { rounds: 15, quick: false, only: [], scratch: SCRATCH };

export const USAGE = `npm run bench:cache -- [options]

  --quick             few pictures and tasks, and one round: shows that it works, not how fast it is
  --rounds <n>        turns for each contender, at most (default: ${FULL.rounds}; scenarios that take long have fewer)
  --only <scenario>   a scenario, or how its name begins; may be repeated
  --scratch <folder>  where peers are installed and projects kept; up to 4 GB (default: ${FULL.scratch})
  --list              name the scenarios
`;

/** Options from arguments; "help" or "list" where that is asked for. Throws a TypeError where one is wrong. */
export function parseOptions(args: readonly string[]): Options | "help" | "list" {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return "help";
  return values.list ? "list" : optionsOf(values, FULL.rounds);
}
