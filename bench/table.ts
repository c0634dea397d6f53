import { median } from "./median.js";
import type { Scenario } from "./scenario.js";
import { formatValue } from "./unit.js";
import { judge, type Measurements } from "./verdict.js";

/** One scenario as Markdown: medians of each contender, then the floors. */
export function scenarioTable(scenario: Scenario, measurements: Measurements): string {
  const flops = [...measurements.values()].flat().find((measured) => measured.flops !== undefined)?.flops;
  const peaks = [...measurements.values()].flat().some(({ peakBytes }) => peakBytes !== undefined);
  const columns = [
    { head: "contender", cell: (name: string) => name },
    { head: scenario.unit, cell: (name: string) => formatValue(middle(name, "value"), scenario.unit) },
    ...(flops === undefined
      ? []
      : [{ head: "GFLOPS", cell: (name: string) => ((middle(name, "value") * flops) / 1e9).toFixed(0) }]),
    ...(peaks
      ? [{ head: "peak memory, MiB", cell: (name: string) => (middle(name, "peakBytes") / 2 ** 20).toFixed(0) }]
      : []),
  ];
  function middle(name: string, field: "value" | "peakBytes"): number {
    return median((measurements.get(name) ?? []).flatMap((measured) => measured[field] ?? []));
  }
  const rows = [...measurements.keys()].map((name) => columns.map(({ cell }) => cell(name)));
  const lines = [columns.map(({ head }) => head), columns.map((_, index) => (index === 0 ? "---" : "---:")), ...rows];
  const verdicts = scenario.floors.map((floor) => {
    const { text, value, floor: bound, passes } = judge(scenario, floor, measurements);
    return `- ${text}: ${value}, floor ${bound}: ${passes ? "PASS" : "BELOW FLOOR"}`;
  });
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return [`**${scenario.title}** (\`${scenario.name}\`)`, table, verdicts.join("\n")].filter(Boolean).join("\n\n");
}
