// Training and prediction against what people would use instead: Keras, TensorFlow.js as it comes, PyTorch if asked for.
//   npm run bench:train -- --help
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { compileContenders } from "./contender.js";
import { FULL, type Options, parseOptions, USAGE } from "./options.js";
import { profile } from "./profile.js";
import { Progress } from "./progress.js";
import type { Measured, Scenario } from "./scenario.js";
import { allScenarios, chosenScenarios } from "./scenarios.js";
import { prepare, type Setup } from "./setup.js";
import { formatValue, scenarioTable } from "./table.js";
import { judge, type Measurements } from "./verdict.js";

const EXIT_BELOW_FLOOR = 1;
const EXIT_WRONG_REQUEST = 2;
const EXIT_STOPPED = 130;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  if (typeof request === "string") {
    console.error(`${request}\n\n${USAGE}`);
    return EXIT_WRONG_REQUEST;
  }
  const { options, scenarios } = request;
  if (options === "help") process.stdout.write(USAGE);
  else if (options === "list") for (const { name, title } of scenarios) console.log(`${name.padEnd(18)}${title}`);
  else return bench(options, scenarios);
  return 0;
}

interface Request {
  readonly options: ReturnType<typeof parseOptions>;
  readonly scenarios: readonly Scenario[];
}

/** What is asked for, or in words why it can't be. */
function readRequest(args: readonly string[]): Request | string {
  try {
    const options = parseOptions(args);
    const chosen = typeof options === "string" ? allScenarios(FULL) : chosenScenarios(options);
    return { options, scenarios: chosen };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

async function bench(options: Options, scenarios: readonly Scenario[]): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const cores = availableParallelism();
  mkdirSync(options.scratch, { recursive: true });
  await compileContenders();
  const setup = await prepare(options, cores);
  const machine = `${cpus()[0]?.model.trim()}, ${cores} cores, Node ${process.version}; 28×28×1 pictures: ${setup.small.name}`;
  console.log(machine);
  try {
    const measured = await takeTurns(options, scenarios, setup, stopping.signal);
    const tables = scenarios.map((scenario) => scenarioTable(scenario, measurementsOf(measured, scenario)));
    const profiles = options.profile ? [await profile(setup, stopping.signal)] : [];
    const report = [machine, ...tables, ...profiles].join("\n\n");
    const path = join(options.scratch, "report.md");
    writeFileSync(path, `${report}\n`);
    console.log(`\n${report}\n\nalso in ${path}`);
    const verdicts = scenarios.flatMap((scenario) =>
      scenario.floors.map((floor) => judge(scenario, floor, measurementsOf(measured, scenario))),
    );
    const below = verdicts.filter(({ passes }) => !passes).length;
    console.log(`${verdicts.length - below} of ${verdicts.length} floors are reached`);
    return below === 0 ? 0 : EXIT_BELOW_FLOOR;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    console.error("stopped");
    return EXIT_STOPPED;
  }
}

type All = ReadonlyMap<string, Measurements>;

function measurementsOf(all: All, { name }: Scenario): Measurements {
  return all.get(name) ?? new Map();
}

/** Scenario after scenario, and in each round after round, one process at a time. */
async function takeTurns(
  options: Options,
  scenarios: readonly Scenario[],
  setup: Setup,
  signal: AbortSignal,
): Promise<All> {
  const roundsOf = ({ rounds = options.rounds }: Scenario) => Math.min(rounds, options.rounds);
  const turns = scenarios.flatMap((scenario) =>
    Array.from({ length: roundsOf(scenario) }, () => scenario.turns.map((turn) => [scenario, turn] as const)).flat(),
  );
  const progress = new Progress(turns);
  const all = new Map<string, Map<string, Measured[]>>();
  for (const [scenario, turn] of turns) {
    const began = performance.now();
    const measured = await turn.measure(setup, signal);
    progress.done(scenario, turn, (performance.now() - began) / 1000);
    const { name, unit } = scenario;
    console.log(`${progress.describe()} ${name}, ${turn.contender}: ${formatValue(measured.value, unit)} ${unit}`);
    const ofScenario = all.get(name) ?? new Map<string, Measured[]>();
    all.set(name, ofScenario);
    ofScenario.set(turn.contender, [...(ofScenario.get(turn.contender) ?? []), measured]);
  }
  return all;
}
