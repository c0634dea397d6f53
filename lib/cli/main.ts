import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { PipelineError } from "../error.js";
import { packageRoot } from "../step/package-root.js";
import { EXIT_FAILED, EXIT_WRONG_REQUEST } from "./exit-code.js";
import { printFailure } from "./format-error.js";
import type { Surroundings } from "./project.js";

/** Codes of errors that are no fault of the request. */
const FAILURES = new Set([
  ...["disk-full", "disk-failing", "object-damaged", "object-missing", "object-unreadable"],
  ...["too-many-watches", "unexpected"],
  ...["engine-crashed", "engine-install", "process-killed"],
]);

/** The command `pipeline`: returns its exit code. */
export async function main(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  let exitCode = 0;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  const program = buildProgram((code) => {
    exitCode = code;
  }, surroundings);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_REQUEST;
    printFailure(error, { verbose: args.includes("--verbose") || args.includes("-v") });
    const isWrongRequest = error instanceof PipelineError && !FAILURES.has(error.code);
    return isWrongRequest ? EXIT_WRONG_REQUEST : EXIT_FAILED;
  }
}

/** Whoever reads may have seen enough, as in `pipeline run | head`: the work goes on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function buildProgram(exit: (code: number) => void, surroundings: Surroundings): Command {
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
    .option("--fail-fast", "stop everything at the first failure (default: only what depends on it is not run)")
    .addOption(
      new Option("--watch", "run again whenever something changes that the run rested on").conflicts([
        "dryRun",
        "locked",
      ]),
    )
    .option("--locked", "fail, with exit code 3, where a result differs from pipeline.lock, and leave that file alone")
    .option("--json", "print events as JSON, a line each")
    .addHelpText(
      "after",
      example("pipeline run --set params.epochs=20", "runs training and what follows with 20 epochs"),
    )
    .action(async (steps, { watch, ...options }) =>
      exit(
        watch === true
          ? await (await import("./watch.js")).watchCommand(steps, { ...options, ...surroundings })
          : await (await import("./run.js")).runCommand(steps, { ...options, ...surroundings }),
      ),
    );

  withProjectOptions(program.command("status"))
    .description("show what would run, and why")
    .argument("[step...]", "only these steps, with what they need")
    .option("--json", "print a JSON object for each task")
    .addHelpText("after", example("pipeline status report", "says what a new report would take"))
    .action(async (steps, options) =>
      exit(await (await import("./status.js")).statusCommand(steps, { ...options, ...surroundings })),
    );

  withProjectOptions(program.command("explain"))
    .description("show why a step would run, component by component of its key, or what its cached result is made of")
    .argument("<step>", "a step of pipeline.yaml, or one task of it: folds[fold=1]")
    .option("--json", "print a JSON object for each task")
    .addHelpText(
      "after",
      example(
        "pipeline explain train --set params.epochs=20",
        "says what 20 epochs would change, before anything runs",
      ),
    )
    .action(async (step, options) => exit(await (await import("./explain.js")).explainCommand(step, options)));

  withProjectOptions(program.command("verify"))
    .description("carry tasks out again, in a store of their own, and compare what they make with the current results")
    .argument("[step...]", "only these steps, from the stored inputs of their results")
    .option("--objects", "check the digest of every stored object and record instead, and set aside what is damaged")
    .option("--jobs <n>", "cores to keep busy (default: all)", positive)
    .option("--json", "print events and findings as JSON, a line each")
    .addHelpText("after", example("pipeline verify features", "says whether the features come out the same again"))
    .action(async (steps, options) => exit(await (await import("./verify.js")).verifyCommand(steps, options)));

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
    .action(async (result, options) =>
      exit(await (await import("./show.js")).showCommand(result, { ...options, ...surroundings })),
    );

  withProjectOptions(program.command("audit"))
    .description("show duplicates, bursts, groups, labels that conflict, and what a random split would leak")
    .option("--json", "print a JSON object for each finding")
    .addHelpText("after", example("pipeline audit --profile photos", "compares your own photos with each other"))
    .action(async (options) => exit(await (await import("./audit.js")).auditCommand({ ...options, ...surroundings })));

  withProjectOptions(program.command("describe"))
    .description("show what a step reads, makes and takes as parameters")
    .argument("<step>", "a step of pipeline.yaml")
    .addHelpText("after", example("pipeline describe train", "lists the parameters of training"))
    .action(async (step, options) =>
      exit(await (await import("./describe.js")).describeCommand(step, { ...options, ...surroundings })),
    );

  withProjectOptions(program.command("gc"))
    .description("show what the store holds that nothing needs, and with --yes remove it")
    .option("--yes", "remove what is shown")
    .option("--keep <size>", "remove, longest unused first, only until the store is this small, such as 20GB")
    .option("--older-than <age>", "remove only results that were not used for so long, such as 30d")
    .addHelpText("after", example("pipeline gc --older-than 30d --yes", "removes what was not used for 30 days"))
    .action(async (options) => exit(await (await import("./gc.js")).gcCommand(options)));

  const cache = program
    .command("cache")
    .description("show how much is stored, by step")
    .addHelpText("after", example("pipeline cache export results.tamiz", "puts the current results into one file"));
  withProjectOptions(cache.command("list", { isDefault: true }))
    .description("show how much is stored, by step (the default)")
    .action(async (options) => exit(await (await import("./cache.js")).cacheCommand(options)));
  withProjectOptions(cache.command("export"))
    .description("put results into one file, for another machine")
    .argument("<file>", "where to write")
    .option("--all", "all stored results, not only the current ones")
    .addHelpText("after", example("pipeline cache export results.tamiz", "puts the current results into one file"))
    .action(async (file, options) => exit(await (await import("./cache-export.js")).cacheExportCommand(file, options)));
  withProjectOptions(cache.command("import"))
    .description("take results from a file that `pipeline cache export` wrote")
    .argument("<file>", "what to read")
    .addHelpText("after", example("pipeline cache import results.tamiz", "makes its results known to the next run"))
    .action(async (file, options) => exit(await (await import("./cache-import.js")).cacheImportCommand(file, options)));

  withProjectOptions(program.command("restore"))
    .description("bring back the results of a committed pipeline.lock, without running anything")
    .argument("<revision>", "a git revision, such as HEAD~1 or a tag")
    .addHelpText("after", example("pipeline restore v1.0", "shows the results of v1.0 in artifacts/ again"))
    .action(async (revision, options) => exit(await (await import("./restore.js")).restoreCommand(revision, options)));

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

  for (const command of [...program.commands, ...engine.commands, ...cache.commands]) command.exitOverride();
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
