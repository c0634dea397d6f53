import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
  /** Turns that each contender gets in a scenario. */
  readonly rounds: number;
  /** Fewer pictures and seconds: shows that everything works, not how fast it is. */
  readonly quick: boolean;
  /** Names of scenarios, or how they begin; all where it is empty. */
  readonly only: readonly string[];
  /** PyTorch too. */
  readonly torch: boolean;
  /** Says where the native engine's time goes. */
  readonly profile: boolean;
  /** Where peers, pictures, projects and results are kept; what is there is used again. */
  readonly scratch: string;
}

/** What is measured where nothing is said. */
export const FULL: Options = {
  ...{ rounds: 3, quick: false, only: [], torch: false, profile: false },
  scratch: join(tmpdir(), "tamiz-bench"),
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
export function parseOptions(args: readonly string[]): Options | "help" | "list" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      peers: { type: "string", multiple: true, default: [] },
      profile: { type: "boolean", default: false },
      scratch: { type: "string", default: FULL.scratch },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  const rounds = Number(values.rounds ?? (values.quick ? 1 : FULL.rounds));
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError("--rounds takes a whole number, 1 or more");
  const stranger = values.peers.find((peer) => peer !== "torch");
  if (stranger !== undefined) throw new TypeError(`--peers takes torch, not ${stranger}: Keras always takes part`);
  const { quick, only, profile, scratch } = values;
  return { rounds, quick, only, profile, scratch, torch: values.peers.includes("torch") };
}
