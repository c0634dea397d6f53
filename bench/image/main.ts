// Pictures to features, against the article's script and against sharp alone.
//   npm run bench:image -- --help
import { describeMachine } from "../machine.js";
import { runProgram } from "../program.js";
import { memoryScenarios } from "./memory.js";
import { FULL, parseOptions, USAGE } from "./options.js";
import { allCoresScenario, perCoreScenario } from "./per-picture.js";
import { prepare } from "./setup.js";
import { wholeScenario } from "./whole.js";

process.exitCode = await runProgram(
  {
    name: "image",
    usage: USAGE,
    full: FULL,
    parse: parseOptions,
    scenarios: (options) => [
      perCoreScenario(options),
      allCoresScenario(options),
      wholeScenario(options),
      ...memoryScenarios(options),
    ],
    prepare,
    describe: describeMachine,
  },
  process.argv.slice(2),
);
