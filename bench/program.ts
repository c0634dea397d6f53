import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseScenarios } from "./choose.js";
import type { Options } from "./options.js";
import type { Scenario } from "./scenario.js";
import { scenarioTable } from "./table.js";
import { takeTurns } from "./take-turns.js";
import { judge } from "./verdict.js";

/** A benchmark: what it measures, and what it takes. */
export interface Program<Chosen extends Options, Setup> {
  /** Names the report's file. */
  readonly name: string;
  readonly usage: string;
  /** What is measured where nothing is said. */
  readonly full: Chosen;
  /** Options from arguments; "help" or "list" where that is asked for. Throws a TypeError where one is wrong. */
  parse(args: readonly string[]): Chosen | "help" | "list";
  /** All that is measured, in the order of the report. */
  scenarios(options: Chosen): readonly Scenario<Setup>[];
  prepare(options: Chosen): Promise<Setup>;
  /** The report's first line: on what machine it was measured. */
  describe(setup: Setup): string;
  /** What the report ends with. */
  appendix?(options: Chosen, setup: Setup, signal: AbortSignal): Promise<readonly string[]>;
}

const EXIT_BELOW_FLOOR = 1;
const EXIT_WRONG_REQUEST = 2;
const EXIT_STOPPED = 130;

/** Measures what the arguments ask for, and reports it. Returns the exit code: 1 where a floor is not reached. */
export async function runProgram<Chosen extends Options, Setup>(
  program: Program<Chosen, Setup>,
  args: readonly string[],
): Promise<number> {
  const request = readRequest(program, args);
  if (typeof request === "string") {
    console.error(`${request}\n\n${program.usage}`);
    return EXIT_WRONG_REQUEST;
  }
  const { options, scenarios } = request;
  if (options === "help") process.stdout.write(program.usage);
  else if (options === "list") for (const { name, title } of scenarios) console.log(`${name.padEnd(18)}${title}`);
  else return bench(program, options, scenarios);
  return 0;
}

interface Request<Chosen, Setup> {
  readonly options: Chosen | "help" | "list";
  readonly scenarios: readonly Scenario<Setup>[];
}

/** What is asked for, or in words why it can't be. */
function readRequest<Chosen extends Options, Setup>(
  program: Program<Chosen, Setup>,
  args: readonly string[],
): Request<Chosen, Setup> | string {
  try {
    const options = program.parse(args);
    const chosen = typeof options === "string" ? program.full : options;
    return { options, scenarios: chooseScenarios(program.scenarios(chosen), chosen.only) };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

async function bench<Chosen extends Options, Setup>(
  program: Program<Chosen, Setup>,
  options: Chosen,
  scenarios: readonly Scenario<Setup>[],
): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  mkdirSync(options.scratch, { recursive: true });
  const setup = await program.prepare(options);
  const machine = program.describe(setup);
  console.log(machine);
  try {
    const results = await takeTurns(scenarios, setup, options.rounds, stopping.signal);
    const measurementsOf = ({ name }: { readonly name: string }) => results.get(name) ?? new Map();
    const tables = scenarios.map((scenario) => scenarioTable(scenario, measurementsOf(scenario)));
    const appendix = (await program.appendix?.(options, setup, stopping.signal)) ?? [];
    const report = [machine, ...tables, ...appendix].join("\n\n");
    const path = join(options.scratch, `report-${program.name}.md`);
    writeFileSync(path, `${report}\n`);
    console.log(`\n${report}\n\nalso in ${path}`);
    const verdicts = scenarios.flatMap((scenario) =>
      scenario.floors.map((floor) => judge(scenario, floor, measurementsOf(scenario))),
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
