import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { PipelineError, toFailure } from "../error.js";
import { packageRoot } from "../step/package-root.js";
import { formatFailure } from "./format-error.js";

const EXIT_WRONG_REQUEST = 2;
const EXIT_FAILED = 1;

/** Codes of errors that are no fault of the request. */
const FAILURES = new Set([
  ...["disk-full", "object-damaged", "object-missing", "unexpected"],
  ...["engine-crashed", "engine-install", "process-killed"],
]);

/** The command `pipeline`: returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_REQUEST;
    const failure = toFailure(error);
    const verbose = args.includes("--verbose") || args.includes("-v");
    const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
    process.stderr.write(`${formatFailure(failure, { verbose, color })}\n`);
    const isWrongRequest = error instanceof PipelineError && !FAILURES.has(failure.code);
    return isWrongRequest ? EXIT_WRONG_REQUEST : EXIT_FAILED;
  }
}

function buildProgram(exit: (code: number) => void): Command {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const program = new Command("pipeline")
    .description("Classify your own photos: one pipeline.yaml, every result cached, only what changed reruns.")
    .version(version)
    .showSuggestionAfterError()
    .exitOverride();

  withProjectOptions(program.command("run"))
    .description("run what has changed and what depends on it")
    .argument("[step...]", "only these steps, with what they need")
    .option("--force", "run the named steps (or all) even where nothing has changed")
    .option("--dry-run", "show what would run, and why, and run nothing")
    .option("--jobs <n>", "cores to keep busy (default: all)", positive)
    .option("--locked", "fail, with exit code 3, where a result differs from pipeline.lock, and leave that file alone")
    .option("--json", "print events as JSON, a line each")
    .addHelpText(
      "after",
      example("pipeline run --set params.epochs=20", "runs training and what follows with 20 epochs"),
    )
    .action(async (steps, options) => exit(await (await import("./run.js")).runCommand(steps, options)));

  withProjectOptions(program.command("status"))
    .description("show what would run, and why")
    .argument("[step...]", "only these steps, with what they need")
    .option("--json", "print a JSON object for each task")
    .addHelpText("after", example("pipeline status report", "says what a new report would take"))
    .action(async (steps, options) => exit(await (await import("./status.js")).statusCommand(steps, options)));

  withProjectOptions(program.command("dag"))
    .description("draw the steps and what they read")
    .addOption(new Option("--format <format>", "how to draw").choices(["tree", "mermaid", "dot"]).default("tree"))
    .addHelpText("after", example("pipeline dag --format mermaid", "prints a diagram for a README"))
    .action(async (options) => exit(await (await import("./dag.js")).dagCommand(options)));

  withProjectOptions(program.command("show"))
    .description("show a result: columns, first rows, statistics; for pixels a contact sheet")
    .argument("<result>", "a step, or <step>.<output>")
    .option("--rows <n>", "rows to print", positive, 10)
    .addHelpText("after", example("pipeline show features.table --rows 3", "prints three rows of the features"))
    .action(async (result, options) => exit(await (await import("./show.js")).showCommand(result, options)));

  withProjectOptions(program.command("describe"))
    .description("show what a step reads, makes and takes as parameters")
    .argument("<step>", "a step of pipeline.yaml")
    .addHelpText("after", example("pipeline describe train", "lists the parameters of training"))
    .action(async (step, options) => exit(await (await import("./describe.js")).describeCommand(step, options)));

  const engine = withVerbose(program.command("engine"))
    .description("list the engines that training may use, and say which is used")
    .addHelpText("after", example("pipeline engine install", "makes the native engine for all your projects"));
  withVerbose(engine.command("list", { isDefault: true }))
    .description("show every engine, fastest first: whether it is here, where, and why not (the default)")
    .addHelpText("after", example("pipeline engine list", "shows what a run would train with"))
    .action(async () => exit(await (await import("./engine-list.js")).engineListCommand()));
  withVerbose(engine.command("install"))
    .description("make the native engine from npm, PyPI's TensorFlow and the C++ compiler (Linux on x64)")
    .addHelpText("after", example("pipeline engine install", "downloads 280 MB, keeps 460 MB in your cache folder"))
    .action(async () => exit(await (await import("./engine-install.js")).engineInstallCommand()));
  withVerbose(engine.command("remove"))
    .description("remove what `pipeline engine install` has made")
    .addHelpText("after", example("pipeline engine remove", "trains on WebAssembly from then on"))
    .action(async () => exit(await (await import("./engine-remove.js")).engineRemoveCommand()));
  withVerbose(engine.command("bench"))
    .description("train on each engine for a few seconds, and compare")
    .addHelpText("after", example("pipeline engine bench", "says how much faster the native engine is here"))
    .action(async () => exit(await (await import("./engine-bench.js")).engineBenchCommand()));

  for (const command of [...program.commands, ...engine.commands]) command.exitOverride();
  return program;
}

function withProjectOptions(command: Command): Command {
  return command
    .option("--profile <name>", "overlay a profile of pipeline.yaml")
    .option("--set <path=value>", "override one value, such as train.with.epochs=20 (may be repeated)", collect)
    .addOption(new Option("--engine <name>", "train with this engine").choices(["native", "wasm"]))
    .option("--file <path>", "another file than pipeline.yaml")
    .option("-v, --verbose", "print stack traces");
}

function withVerbose(command: Command): Command {
  return command.option("-v, --verbose", "print stack traces");
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It takes a whole number from 1.");
  return value;
}

function example(command: string, does: string): string {
  return `\nExample:\n  $ ${command}\n    ${does}`;
}
