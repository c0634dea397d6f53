import { PipelineError } from "../error.js";
import type { Scope } from "./expression.js";
import type { Command, CommandOutput, Path } from "./pipeline.js";
import type { RawStep } from "./schema.js";
import { COMMAND, type Origin, resolveSetting } from "./setting.js";

/** The command that a step runs; undefined where it uses a step module. Throws where it has both, or neither. */
export function resolveCommand(step: string, raw: RawStep, scope: Scope, origin: Origin): Command | undefined {
  const refuse = (code: string, message: string, at: Path, remedy: string) =>
    new PipelineError({ code, message, where: origin.place(["steps", step, ...at], "key"), remedy });
  const outputs = withoutNulls(raw.out ?? {});
  const hasOutputs = Object.keys(outputs).length > 0;
  if (raw.run == null) {
    if (raw.uses == null) throw refuse("missing-uses", `step "${step}" runs nothing`, [], "Add `uses` or `run`.");
    if (!hasOutputs) return undefined;
    const remedy = "A step module declares its outputs itself; take `out` away, or `uses` for `run`.";
    throw refuse("wrong-value", `step "${step}" has \`out\`, but no \`run\``, ["out"], remedy);
  }
  if (raw.uses != null) {
    const remedy = "Keep one; `uses: null` or `run: null` takes away what comes with `like` or a profile.";
    throw refuse("wrong-value", `step "${step}" has both \`uses\` and \`run\``, ["run"], remedy);
  }
  if (!hasOutputs) {
    const remedy = "Say what the command leaves, such as `out: { photos: files }`.";
    throw refuse("missing-key", `step "${step}" runs a command, but declares no output`, ["run"], remedy);
  }
  return { run: resolveSetting(step, COMMAND, raw.run, scope, origin), out: readOutputs(step, outputs, origin) };
}

function readOutputs(step: string, outputs: { readonly [name: string]: RawOutput }, origin: Origin): Command["out"] {
  const read = Object.entries(outputs).map(([name, output]): [string, CommandOutput] => {
    if (typeof output === "string") return [name, output];
    const columns = withoutNulls(output);
    if (Object.keys(columns).length > 0) return [name, columns];
    throw new PipelineError({
      code: "wrong-value",
      message: `the table "${name}" of step "${step}" has no columns`,
      where: origin.place(["steps", step, "out", name]),
      remedy: "Name them with their types, such as `{ id: text, score: float64 }`.",
    });
  });
  return Object.fromEntries(read);
}

type RawOutput = NonNullable<NonNullable<RawStep["out"]>[string]>;

function withoutNulls<Value>(tree: { readonly [name: string]: Value | null }): { readonly [name: string]: Value } {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}
