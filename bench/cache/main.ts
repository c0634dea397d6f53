// The cache and the no-op against what people would use instead: DVC, Snakemake, wireit, Turborepo.
//   npm run bench:cache -- --help
import { describeMachine } from "../machine.js";
import { runProgram } from "../program.js";
import { FULL, parseOptions, USAGE } from "./options.js";
import { allScenarios } from "./scenarios.js";

process.exitCode = await runProgram(
  {
    name: "cache",
    usage: USAGE,
    full: FULL,
    parse: parseOptions,
    scenarios: allScenarios,
    prepare: async () => undefined,
    describe: describeMachine,
  },
  process.argv.slice(2),
);
