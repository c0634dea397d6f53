// A generated pipeline as a person writes it: pipeline.yaml, a module for each step, and files of its sources.
import { rmSync } from "node:fs";
import type { Rig } from "../rig.js";
import { type GeneratedStep, isList, type World } from "./world.js";

/** Writes what differs from what the project holds. */
export function render(world: World, rig: Rig): void {
  put(rig, "pipeline.yaml", renderPipeline(world));
  for (const step of world.steps) put(rig, `steps/${step.name}.ts`, renderStep(step, world));
  for (const [source, files] of Object.entries(world.sources)) {
    rmSync(rig.path("data", source), { recursive: true, force: true });
    for (const [name, content] of Object.entries({ "always.txt": "0", ...files }))
      rig.write(`data/${source}/${name}`, content);
  }
}

function put(rig: Rig, name: string, text: string): void {
  if (!rig.exists(name) || rig.read(name) !== text) rig.write(name, text);
}

function renderPipeline({ steps }: World): string {
  const entries = steps.map((step) => {
    const inputs = Object.entries(step.in).map(([name, input]) =>
      "source" in input ? `${name}: ./data/${input.source}` : `${name}: ${input.step}.out`,
    );
    return [
      `  ${step.name}:`,
      `    uses: ./steps/${step.name}.ts`,
      `    in: { ${inputs.join(", ")} }`,
      ...(step.matrix === null ? [] : [`    matrix: { n: [${step.matrix.join(", ")}] }`]),
      `    with: { parameter: ${step.parameter}, n: ${step.matrix === null ? 0 : '"${{ matrix.n }}"'} }`,
    ].join("\n");
  });
  return ["name: generated", "steps:", ...entries, ""].join("\n");
}

function renderStep(step: GeneratedStep, { steps }: World): string {
  const types = Object.entries(step.in).map(([name, input]) => {
    if ("source" in input) return `${name}: files`;
    return `${name}: ${isList(input, steps) ? "list(rows)" : "rows"}`;
  });
  const reads = Object.entries(step.in).map(([name, input]) => {
    const one = (artifact: string) => `for (const { id, value } of await ${artifact}.all()) mix(id, value);`;
    if ("source" in input) {
      return `for (const file of await inputs.${name}.list()) mix(file.id, new TextDecoder().decode(await inputs.${name}.read(file)));`;
    }
    if (isList(input, steps)) return `for (const { artifact } of inputs.${name}) ${one("artifact")}`;
    return one(`inputs.${name}`);
  });
  return `import { defineStep, files, list, table, text, z } from "tamiz/step";

const rows = table({ id: text, value: text });

export default defineStep({
  about: "Draws a number from all that it reads.",
  in: { ${types.join(", ")} },
  out: { out: rows },
  with: z.object({ parameter: z.int(), n: z.int() }),
  async run({ in: inputs, with: { parameter, n }, out }) {
    let state = ${step.salt};
    const mix = (...values: unknown[]) => {
      for (const character of values.join(" ")) state = (Math.imul(state, 31) + character.charCodeAt(0)) >>> 0;
    };
    mix(parameter, n);
    ${reads.join("\n    ")}
    await out.out.write([{ id: "0", value: String(state % ${step.outputs}) }]);
  },
});
`;
}
