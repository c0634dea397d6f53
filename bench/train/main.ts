// Training and prediction against what people would use instead: Keras, TensorFlow.js as it comes, PyTorch if asked for.
//   npm run bench:train -- --help
import { cores, describeMachine } from "../machine.js";
import { runProgram } from "../program.js";
import { compileContenders } from "./contender.js";
import { FULL, parseOptions, USAGE } from "./options.js";
import { profile } from "./profile.js";
import { allScenarios } from "./scenarios.js";
import { prepare } from "./setup.js";

process.exitCode = await runProgram(
  {
    name: "train",
    usage: USAGE,
    full: FULL,
    parse: parseOptions,
    scenarios: allScenarios,
    async prepare(options) {
      await compileContenders();
      return prepare(options, cores);
    },
    describe: ({ small }) => `${describeMachine()}; 28×28×1 pictures: ${small.name}`,
    appendix: async (options, setup, signal) => (options.profile ? [await profile(setup, signal)] : []),
  },
  process.argv.slice(2),
);
