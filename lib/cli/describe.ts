import { variableName } from "../step/command/code.js";
import type { InputDeclaration } from "../step/declaration.js";
import { formatTable } from "./format.js";
import { type ProjectOptions, withProject } from "./project.js";

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
}

/** `pipeline describe <step>` */
export function describeCommand(step: string, options: ProjectOptions): Promise<number> {
  return withProject(options, [step], async ({ survey, pipeline }) => {
    const declaration = survey.modules.get(step)?.declaration;
    if (declaration === undefined) return 0;
    const runsCommand = pipeline.steps.find(({ name }) => name === step)?.command !== undefined;
    const found = (group: "in" | "out", name: string) => (runsCommand ? [`$${variableName(group, name)}`] : []);
    const { required = [], properties = {} } = declaration.with as {
      readonly required?: readonly string[];
      readonly properties?: { readonly [name: string]: Property };
    };
    const sections: [string, string[][]][] = [
      [
        "in",
        Object.entries(declaration.in).map(([name, input]) => [
          `  ${name}`,
          describeInput(input),
          ...found("in", name),
        ]),
      ],
      ["out", Object.entries(declaration.out).map(([name, { kind }]) => [`  ${name}`, kind, ...found("out", name)])],
      ["allows", declaration.allows.map((name) => [`  ${name}`])],
      [
        "with",
        Object.entries(properties).map(([name, property]) => [
          `  ${name}`,
          property.enum?.join(" | ") ?? property.type ?? "any",
          describeDefault(property, required.includes(name)),
          property.description ?? "",
        ]),
      ],
    ];
    process.stdout.write(`${declaration.about}\n`);
    for (const [title, rows] of sections) {
      if (rows.length > 0) process.stdout.write(`\n${title}\n${formatTable(rows)}\n`);
    }
    return 0;
  });
}

function describeInput({ kind, list, optional }: InputDeclaration): string {
  return `${list ? `list of ${kind}` : kind}${optional ? " (optional)" : ""}`;
}

function describeDefault(property: Property, isRequired: boolean): string {
  if (property.default !== undefined) return `default ${JSON.stringify(property.default)}`;
  return isRequired ? "required" : "optional";
}
