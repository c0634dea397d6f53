import { Progress } from "./progress.js";
import type { Measured, Scenario } from "./scenario.js";
import { formatValue } from "./unit.js";
import type { Measurements } from "./verdict.js";

/** What was measured in each scenario, by its name. */
export type Results = ReadonlyMap<string, Measurements>;

/** Scenario after scenario, and in each round after round, one contender at a time. Says how far it is. */
export async function takeTurns<Setup>(
  scenarios: readonly Scenario<Setup>[],
  setup: Setup,
  most: number,
  signal: AbortSignal,
): Promise<Results> {
  const turns = scenarios.flatMap((scenario) => {
    const rounds = Math.min(scenario.rounds ?? most, most);
    return Array.from({ length: rounds }, () => scenario.turns.map((turn) => [scenario, turn] as const)).flat();
  });
  const progress = new Progress(turns);
  const results = new Map<string, Map<string, Measured[]>>();
  for (const [scenario, turn] of turns) {
    const began = performance.now();
    const measured = await turn.measure(setup, signal);
    progress.done(scenario, turn, (performance.now() - began) / 1000);
    const { name, unit } = scenario;
    console.log(`${progress.describe()} ${name}, ${turn.contender}: ${formatValue(measured.value, unit)} ${unit}`);
    const ofScenario = results.get(name) ?? new Map<string, Measured[]>();
    results.set(name, ofScenario);
    ofScenario.set(turn.contender, [...(ofScenario.get(turn.contender) ?? []), measured]);
  }
  return results;
}
