// What a worker does with a step that runs a command. Bundled with the command, so that its code counts in the code digest.
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Manifest } from "../../artifact/manifest.js";
import { digestFile } from "../../digest.js";
import { PipelineError } from "../../error.js";
import type { TaskCall } from "../execute.js";
import { type CommandCode, variableName } from "./code.js";
import { environmentOf, type Paths } from "./environment.js";
import { type LaidOut, layOut } from "./inputs.js";
import { makePlace, takeIn } from "./outputs.js";
import { type Ending, runShell } from "./process.js";
import type { CommandHost } from "./workplace.js";

/** How many of the lines that a failed command printed last are shown with its failure. */
const LAST_LINES = 8;

/** What a bundle of a command offers a worker. */
export function commandStep(code: CommandCode) {
  return { allows: [], execute: (call: TaskCall, host: CommandHost) => execute(code, call, host) };
}

async function execute(
  code: CommandCode,
  call: TaskCall,
  host: CommandHost,
): Promise<{ readonly [output: string]: Manifest }> {
  const { workplace, objects, signal } = host;
  await checkFiles(code, workplace.project);
  const folder = await workplace.makeFolder();
  const paths: Record<string, string> = {};
  const inputs = new Map<string, LaidOut>();
  for (const [name, input] of Object.entries(call.inputs)) {
    const laidOut = await layOut(input, code.in[name] ?? "folder", join(folder, "in", name), workplace, objects);
    inputs.set(name, laidOut);
    paths[variableName("in", name)] = laidOut.path;
  }
  const places = new Map<string, string>();
  for (const [name, form] of Object.entries(code.out)) {
    const place = await makePlace(name, form, join(folder, "out"));
    places.set(name, place);
    paths[variableName("out", name)] = place;
  }
  await runCommand(code, call, paths, host);
  const outputs: Record<string, Manifest> = {};
  const isInput = inputFiles(inputs);
  for (const [name, form] of Object.entries(code.out)) {
    signal.throwIfAborted();
    outputs[name] = await takeIn(name, form, places.get(name) ?? "", objects, isInput);
  }
  // Only now: an output may have been a link to an input.
  await checkInputs(inputs, host);
  await checkFiles(code, workplace.project);
  return outputs;
}

/** Tells real paths of the inputs' files from others. */
function inputFiles(inputs: ReadonlyMap<string, LaidOut>): (path: string) => boolean {
  let real: ReadonlySet<string> | undefined;
  return (path) => {
    real ??= new Set([...inputs.values()].flatMap(({ files }) => [...files.keys()].map((file) => realpathSync(file))));
    return real.has(path);
  };
}

async function runCommand(code: CommandCode, call: TaskCall, paths: Paths, host: CommandHost): Promise<void> {
  const last: string[] = [];
  const ending = await runShell(code.run, {
    cwd: host.workplace.project,
    env: environmentOf({ env: code.env, paths, with: call.with }, process.env),
    signal: host.signal,
    onLine: (line) => {
      host.log(line);
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    },
  });
  host.signal.throwIfAborted();
  if ("code" in ending && ending.code === 0) return;
  throw new PipelineError({
    code: "command-failed",
    message: [`\`${shorten(code.run)}\` ${describeEnding(ending)}`, ...last.map((line) => `  │ ${line}`)].join("\n"),
    remedy: remedyFor(ending),
  });
}

const SHOWN_LENGTH = 80;

function shorten(command: string): string {
  const line = command.trim().split("\n")[0] ?? "";
  return line === command.trim() && line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}…`;
}

function describeEnding(ending: Ending): string {
  if ("signal" in ending) return `was killed (${ending.signal})`;
  return ending.code === 127 ? "was not found (exit code 127)" : `ended with exit code ${ending.code}`;
}

function remedyFor(ending: Ending): string {
  if ("signal" in ending)
    return "If nobody killed it, the machine was out of memory: run with fewer tasks at a time (--jobs 1).";
  switch (ending.code) {
    case 126:
      return "Make the file that it runs executable (chmod +x), or name the program that is to read it.";
    case 127:
      return "Install the program that it names, or put it on the PATH that `pipeline` is started with.";
    default:
      return "Look at the lines that it printed; `pipeline describe` says what it finds in its environment.";
  }
}

/** The files that the command names are part of its code: they must be those that were digested. */
async function checkFiles({ files }: CommandCode, project: string): Promise<void> {
  for (const [name, digest] of Object.entries(files)) {
    const path = resolve(project, name);
    if ((await digestFile(path).catch(() => undefined)) === digest) continue;
    throw new PipelineError({
      code: "source-changed",
      message: `the file "${name}", which the command names, has changed since the run began`,
      where: path,
      remedy: "Run again: what changed is taken up.",
    });
  }
}

async function checkInputs(inputs: ReadonlyMap<string, LaidOut>, { workplace }: CommandHost): Promise<void> {
  const [touched] = await workplace.findTouched();
  if (touched === undefined) return;
  const [name, input] = [...inputs].find(([, { files }]) => files.has(touched)) ?? [];
  throw new PipelineError({
    code: "input-written",
    message: `"${input?.files.get(touched) ?? touched}" of the input "${name}" was written to while the command ran`,
    where: touched,
    remedy: "Inputs are only read: let the command work on a copy, or write to $OUT_…. Then run again.",
  });
}
