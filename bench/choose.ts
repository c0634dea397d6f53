import type { Scenario } from "./scenario.js";

/** The scenarios with these names, or that begin so; all of none. Throws a TypeError where a name is of none. */
export function chooseScenarios<Setup>(
  scenarios: readonly Scenario<Setup>[],
  only: readonly string[],
): readonly Scenario<Setup>[] {
  const stranger = only.find((name) => !scenarios.some((scenario) => scenario.name.startsWith(name)));
  if (stranger !== undefined) {
    throw new TypeError(`there is no scenario ${stranger}; there are ${scenarios.map(({ name }) => name).join(", ")}`);
  }
  if (only.length === 0) return scenarios;
  return scenarios.filter((scenario) => only.some((name) => scenario.name.startsWith(name)));
}
