import { basename } from "node:path";
import { canonical } from "../digest.js";
import { PipelineError } from "../error.js";
import { type Lock, readLock } from "../run/lock.js";
import type { Comparison, EnvironmentDifference } from "../run/lock-comparison.js";
import { formatTable, plural } from "./format.js";

/** The lock that a run is to be held against. */
export function requireLock(file: string): Lock {
  const lock = readLock(file);
  if (lock !== undefined) return lock;
  throw new PipelineError({
    code: "no-lock",
    message: `there is no ${basename(file)} to compare with`,
    where: file,
    remedy: "Run `pipeline run` once without --locked, and commit the file that it writes.",
  });
}

export function isDifference({ is }: Comparison): boolean {
  return is === "different" || is === "unlocked" || is === "gone";
}

/** What a run with --locked says at its end: other environments first, then each difference, then a count. */
export function describeComparisons(comparisons: readonly Comparison[], file: string): string {
  const rows = [...comparisons]
    .sort((a, b) => Number(b.is === "incomparable") - Number(a.is === "incomparable"))
    .filter(({ is }) => is !== "same")
    .map((comparison) => [`  ${comparison.task}`, describe(comparison, file)]);
  const count = (...kinds: readonly Comparison["is"][]) => comparisons.filter(({ is }) => kinds.includes(is)).length;
  const summary = [
    `${plural(count("same"), "task")} as in ${file}`,
    `${count("different", "unlocked", "gone")} different`,
    ...(count("incomparable", "after") > 0 ? [`${count("incomparable", "after")} not comparable`] : []),
  ].join(", ");
  return `${rows.length === 0 ? "" : `${formatTable(rows)}\n`}${summary}\n`;
}

function describe(comparison: Comparison, file: string): string {
  switch (comparison.is) {
    case "same":
      return "same";
    case "different": {
      const outputs = comparison.outputs.join(", ");
      const cause = comparison.hasOtherKey
        ? "its code, parameters or sources have changed"
        : "its key is the same: it does not make the same bytes each time";
      return `${outputs} ${comparison.outputs.length === 1 ? "differs" : "differ"}; ${cause}`;
    }
    case "incomparable":
      return comparison.because.map((difference) => `not comparable: ${describeOther(difference, file)}`).join("; ");
    case "after":
      return `not comparable: it reads ${comparison.step}`;
    case "unlocked":
      return `is not in ${file}`;
    case "gone":
      return `is in ${file}, and no longer in the pipeline`;
  }
}

const NAMES: { readonly [name: string]: string } = {
  arch: "architecture",
  cpu: "CPU",
  device: "GPU",
  node: "Node",
  os: "operating system",
  tensorflow: "TensorFlow",
  tfjs: "TensorFlow.js",
  threads: "number of threads",
};

/** "other CPU (x86-64-v3 in pipeline.lock, x86-64-v4 here)" */
function describeOther({ name, locked, here }: EnvironmentDifference, file: string): string {
  const show = (value: EnvironmentDifference["here"]) =>
    value === undefined ? "none" : typeof value === "string" ? value : canonical(value);
  return `other ${NAMES[name] ?? name} (${show(locked)} in ${file}, ${show(here)} here)`;
}
