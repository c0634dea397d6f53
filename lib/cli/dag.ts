import type { Pipeline, Step } from "../config/pipeline.js";
import { dependencies, inOrder } from "../plan/order.js";
import { type ProjectOptions, readPipeline } from "./project.js";

export type DagFormat = "tree" | "mermaid" | "dot";

/** `pipeline dag` */
export async function dagCommand(options: ProjectOptions & { readonly format: DagFormat }): Promise<number> {
  const pipeline = await readPipeline(options);
  process.stdout.write(`${drawDag(pipeline, options.format)}\n`);
  return 0;
}

export function drawDag(pipeline: Pipeline, format: DagFormat): string {
  switch (format) {
    case "tree":
      return drawTree(pipeline);
    case "mermaid":
      return drawMermaid(pipeline);
    case "dot":
      return drawDot(pipeline);
  }
}

/** Each step under the one that it waits for longest; other inputs are named beside it. */
function drawTree(pipeline: Pipeline): string {
  const steps = inOrder(pipeline.steps);
  const depth = new Map<string, number>();
  for (const step of steps)
    depth.set(step.name, Math.max(-1, ...dependencies(step).map((name) => depth.get(name) ?? 0)) + 1);
  const parentOf = (step: Step) =>
    [...dependencies(step)].sort((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0)).at(0);
  const lines = [pipeline.name];
  const draw = (parent: string | undefined, indent: string): void => {
    const children = steps.filter((step) => parentOf(step) === parent);
    for (const [index, step] of children.entries()) {
      const isLast = index === children.length - 1;
      const others = dependencies(step).filter((name) => name !== parent);
      const cells = step.matrix ? ` ×${step.cells.length}` : "";
      const sources = Object.values(step.in).flatMap((input) => (input.kind === "source" ? [input.text] : []));
      const beside = [...sources, ...others];
      lines.push(
        `${indent}${isLast ? "└─" : "├─"} ${step.name}${cells}${beside.length > 0 ? `  ← ${beside.join(", ")}` : ""}`,
      );
      draw(step.name, `${indent}${isLast ? "   " : "│  "}`);
    }
  };
  draw(undefined, "");
  return lines.join("\n");
}

function edges(pipeline: Pipeline): readonly { readonly from: string; readonly to: string; readonly label: string }[] {
  return pipeline.steps.flatMap((step) =>
    Object.values(step.in).map((input) =>
      input.kind === "source"
        ? { from: input.text, to: step.name, label: "" }
        : { from: input.step, to: step.name, label: input.output },
    ),
  );
}

function drawMermaid(pipeline: Pipeline): string {
  const ids = new Map<string, string>();
  const node = (name: string) => {
    const id = ids.get(name) ?? `n${ids.size}`;
    ids.set(name, id);
    return id;
  };
  const nodes = pipeline.steps.map(
    (step) => `  ${node(step.name)}["${step.name}${step.matrix ? ` ×${step.cells.length}` : ""}"]`,
  );
  const arrows = edges(pipeline).map(({ from, to, label }) => {
    const isNew = !ids.has(from);
    const start = isNew ? `${node(from)}[("${from}")]` : node(from);
    return `  ${start} -->${label === "" ? "" : `|${label}|`} ${node(to)}`;
  });
  return ["flowchart TD", ...nodes, ...arrows].join("\n");
}

function drawDot(pipeline: Pipeline): string {
  const quote = (text: string) => JSON.stringify(text);
  const nodes = pipeline.steps.map((step) => `  ${quote(step.name)};`);
  const arrows = edges(pipeline).map(
    ({ from, to, label }) => `  ${quote(from)} -> ${quote(to)}${label === "" ? "" : ` [label=${quote(label)}]`};`,
  );
  return [`digraph ${quote(pipeline.name)} {`, ...nodes, ...arrows, "}"].join("\n");
}
