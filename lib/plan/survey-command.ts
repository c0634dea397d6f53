import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command, Pipeline, Source, Step } from "../config/pipeline.js";
import { digestBytes, digestFile } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import { bundleCommand } from "../step/command/bundle.js";
import { type CommandCode, type InputForm, variableName, wordsOf } from "../step/command/code.js";
import type { Declaration, ResolvedWith } from "../step/declaration.js";
import { packageRoot } from "../step/package-root.js";
import type { SharedSources } from "../step/sources.js";
import type { DerivedStore } from "../store/derived.js";
import type { Fingerprint, Watcher } from "../store/watcher.js";
import { type KeptBundles, keepBundle } from "./kept-bundle.js";
import type { StepModule, SurveyedStep } from "./survey.js";

export interface CommandSurveyOptions {
  readonly derived: DerivedStore;
  readonly watcher: Watcher;
  readonly learned: Map<string, string>;
  readonly shared: SharedSources;
  readonly kept: KeptBundles;
  /** Whether a source is one file. */
  isFile(source: Source): boolean;
}

interface KnownCommand {
  readonly at: number;
  readonly watched: { readonly [path: string]: Fingerprint };
  readonly module: Omit<StepModule, "declaration">;
}

/**
 * A step that runs a command, as a step module: its code is the command, what it declares, the files that it names, and
 * what runs it. Parameters are taken as they are written.
 */
export async function surveyCommand(
  pipeline: Pipeline,
  step: Step,
  command: Command,
  { derived, watcher, kept, learned, shared, isFile }: CommandSurveyOptions,
): Promise<SurveyedStep> {
  checkNames(pipeline, step, command);
  const { run, out } = command;
  const declared = { run, out, env: step.env, in: formsOf(pipeline, step, isFile) };
  const declaration = declarationOf(command, declared.in);
  const resolved = step.cells.map((cell): ResolvedWith => ({ ok: true, value: cell.with }));
  const name = `commands/${digestBytes(JSON.stringify([declared, pipeline.root, packageRoot]))}.json`;
  const known = derived.json(name) as KnownCommand | undefined;
  if (known !== undefined && watcher.unchanged(known.watched, known.at) && kept.find(known.module)) {
    return { step, module: { ...known.module, declaration }, resolved };
  }
  const at = Date.now();
  const named = namedPaths(run, pipeline.root, watcher);
  const code: CommandCode = { ...declared, files: await digestFiles(named) };
  const bundle = await bundleCommand(code, pipeline.root, shared);
  const { digest, natives, sources } = bundle;
  const module = { digest, code: keepBundle(bundle, learned), natives, sources };
  const paths = [...named.values(), ...bundle.files, ...bundle.lookUps, join(packageRoot, "package.json")];
  const watched = Object.fromEntries(paths.map((path) => [path, watcher.fingerprint(path)]));
  learned.set(name, JSON.stringify({ at, watched, module } satisfies KnownCommand));
  return { step, module: { ...module, declaration }, resolved };
}

/** The paths of a command's words that may name a file, now or later, by word; each is looked at. */
function namedPaths(command: string, root: string, watcher: Watcher): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const word of wordsOf(command)) {
    const path = resolve(root, word);
    try {
      watcher.look(path);
      paths.set(word, path);
    } catch (error) {
      // Too long or too odd for a name, or where nobody may look.
      if (systemCode(error) === undefined) throw error;
    }
  }
  return paths;
}

async function digestFiles(named: ReadonlyMap<string, string>): Promise<CommandCode["files"]> {
  const files: Record<string, string> = {};
  for (const [word, path] of named) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) files[word] = await digestFile(path);
  }
  return files;
}

function formsOf(pipeline: Pipeline, step: Step, isFile: CommandSurveyOptions["isFile"]): CommandCode["in"] {
  const forms = Object.entries(step.in).map(([name, input]): [string, InputForm] => {
    if (input.kind === "source") return [name, isFile(input) ? "file" : "folder"];
    const from = pipeline.steps.find((candidate) => candidate.name === input.step);
    return [name, from?.matrix === true ? "list" : "folder"];
  });
  return Object.fromEntries(forms);
}

function declarationOf(command: Command, forms: CommandCode["in"]): Declaration {
  const inputs = Object.entries(forms).map(
    ([name, form]) => [name, { kind: "any", schema: null, list: form === "list", optional: false }] as const,
  );
  const outputs = Object.entries(command.out).map(
    ([name, form]) =>
      [
        name,
        typeof form === "string"
          ? { kind: form, schema: null }
          : { kind: "table" as const, schema: Object.entries(form) },
      ] as const,
  );
  return {
    about: `Runs \`${command.run}\`.`,
    in: Object.fromEntries(inputs),
    out: Object.fromEntries(outputs),
    with: { type: "object", additionalProperties: true },
    each: null,
    allows: [],
  };
}

/** Each input, output and parameter has an environment variable of its own. */
function checkNames(pipeline: Pipeline, step: Step, command: Command): void {
  const parameters = new Set(step.cells.flatMap((cell) => Object.keys(cell.with)));
  for (const [group, names] of [
    ["in", Object.keys(step.in)],
    ["out", Object.keys(command.out)],
    ["with", [...parameters]],
  ] as const) {
    const taken = new Map<string, string>();
    for (const name of names) {
      const variable = variableName(group, name);
      const other = taken.get(variable);
      taken.set(variable, name);
      if (other === undefined && /^[A-Z][A-Z0-9_]*$/.test(variable)) continue;
      throw new PipelineError({
        code: "wrong-name",
        message:
          other === undefined
            ? `"${name}" of step "${step.name}" makes no environment variable`
            : `"${name}" and "${other}" of step "${step.name}" would both be $${variable}`,
        where: pipeline.place(["steps", step.name, group, name], "key"),
        remedy: "Name it with a-z, 0-9, - and _, unlike the others.",
      });
    }
  }
}
