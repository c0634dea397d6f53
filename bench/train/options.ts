import { parseArgs } from "node:util";
import { FLAGS, type Options, optionsOf, SCRATCH } from "../options.js";

export interface TrainOptions extends Options {
  /** PyTorch too. */
  readonly torch: boolean;
  /** Says where the native engine's time goes. */
  readonly profile: boolean;
}

/** What is measured where nothing is said. */
export const FULL: TrainOptions = {
  ...{ rounds: 3, quick: false, only: [], torch: false, profile: false },
  scratch: SCRATCH,
};

export const USAGE = `npm run bench:train -- [options]

  --quick             few pictures and one round: shows that it works, not how fast it is
  --rounds <n>        turns for each contender (default: ${FULL.rounds})
  --only <scenario>   a scenario, or how its name begins; may be repeated
  --profile           also say in which operations a native training step spends its time
  --peers torch       also install and measure PyTorch (2 GB and more on Linux)
  --scratch <folder>  where peers are installed and pictures kept (default: ${FULL.scratch})
  --list              name the scenarios
`;

/** Options from arguments; "help" or "list" where that is asked for. Throws a TypeError where one is wrong. */
export function parseOptions(args: readonly string[]): TrainOptions | "help" | "list" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...FLAGS,
      peers: { type: "string", multiple: true, default: [] },
      profile: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  const stranger = values.peers.find((peer) => peer !== "torch");
  if (stranger !== undefined) throw new TypeError(`--peers takes torch, not ${stranger}: Keras always takes part`);
  const { profile, peers } = values;
  return { ...optionsOf(values, FULL.rounds), profile, torch: peers.includes("torch") };
}
