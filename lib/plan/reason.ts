import { canonical, type Json } from "../digest.js";
import type { Components, TaskRecord } from "../store/records.js";

/** One thing that makes a task run. */
export type Reason =
  | { readonly because: "new" }
  | { readonly because: "forced" }
  /** The key is known, but what it made is no longer there, or damaged. */
  | { readonly because: "lost" }
  | { readonly because: "with"; readonly name: string; readonly from: Json | undefined; readonly to: Json | undefined }
  | { readonly because: "code"; readonly files: readonly string[] }
  | {
      readonly because: "native";
      readonly name: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  | { readonly because: "input"; readonly name: string }
  | {
      readonly because: "environment";
      readonly name: string;
      readonly from: Json | undefined;
      readonly to: Json | undefined;
    }
  | { readonly because: "format" };

interface Made {
  readonly components: Components;
  readonly sources: TaskRecord["sources"];
}

/** What differs between a task as it last ran and as it would run now. */
export function reasonsBetween(last: Made | undefined, now: Made): readonly Reason[] {
  if (last === undefined) return [{ because: "new" }];
  const before = last.components;
  const after = now.components;
  const reasons: Reason[] = [];
  if (before.format !== after.format) reasons.push({ because: "format" });
  if (before.code !== after.code) reasons.push({ because: "code", files: differing(last.sources, now.sources) });
  for (const name of differing(before.natives, after.natives)) {
    reasons.push({ because: "native", name, from: before.natives[name], to: after.natives[name] });
  }
  for (const name of differing(before.with, after.with)) {
    reasons.push({ because: "with", name, from: before.with[name], to: after.with[name] });
  }
  for (const name of differing(before.inputs, after.inputs)) reasons.push({ because: "input", name });
  for (const name of differing(before.environment, after.environment)) {
    reasons.push({ because: "environment", name, from: before.environment[name], to: after.environment[name] });
  }
  return reasons.length === 0 ? [{ because: "lost" }] : reasons;
}

function differing(a: { readonly [name: string]: unknown }, b: { readonly [name: string]: unknown }): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => canonical(a[name] ?? null) !== canonical(b[name] ?? null)).sort();
}

/** A reason as words: `with.epochs 10 → 20`. */
export function describeReason(reason: Reason): string {
  switch (reason.because) {
    case "new":
      return "never run here";
    case "forced":
      return "--force";
    case "lost":
      return "its result is gone or damaged";
    case "with":
      return `with.${reason.name} ${describeValue(reason.from)} → ${describeValue(reason.to)}`;
    case "code":
      return `code: ${reason.files.length === 0 ? "the bundle" : reason.files.join(", ")} changed`;
    case "native":
      return `package ${reason.name} ${version(reason.from)} → ${version(reason.to)}`;
    case "input":
      return `input ${reason.name} changed`;
    case "environment":
      return `${reason.name} ${describeValue(reason.from)} → ${describeValue(reason.to)}`;
    case "format":
      return "the store's format changed";
  }
}

function describeValue(value: Json | undefined): string {
  return value === undefined ? "(none)" : canonical(value);
}

function version(text: string | undefined): string {
  return text?.split(" ")[0] ?? "(none)";
}
