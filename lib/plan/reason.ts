import { canonical, isDigest, type Json } from "../digest.js";
import { describeRead, type Read } from "../step/reads/read.js";
import type { Components, InputDigest, TaskRecord } from "../store/records.js";
import { describeInputChange, type InputChange } from "./input-change.js";

/** One thing that makes a task run. */
export type Reason =
  | { readonly because: "new" }
  | { readonly because: "forced" }
  /** The step says `cache: false`. */
  | { readonly because: "uncached" }
  /** The key is known, but what it made is no longer there, or damaged. */
  | { readonly because: "lost" }
  /** What it made was not recorded, since it read what its step does not declare. */
  | { readonly because: "reads"; readonly reads: readonly Read[] }
  | { readonly because: "with"; readonly name: string; readonly from: Json | undefined; readonly to: Json | undefined }
  /** The bundle, and which of its sources: none where only the bundler or a package of the same version differs. */
  | { readonly because: "code"; readonly sources: readonly SourceChange[] }
  | {
      readonly because: "native";
      readonly name: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  | {
      readonly because: "input";
      readonly name: string;
      readonly from: InputDigest | undefined;
      readonly to: InputDigest | undefined;
      /** What of it differs, where that was looked up. */
      readonly change?: InputChange;
    }
  | {
      readonly because: "environment";
      readonly name: string;
      readonly from: Json | undefined;
      readonly to: Json | undefined;
    }
  | { readonly because: "format"; readonly from: number; readonly to: number };

/** A source file of a bundle by its digest, or a package by its version. */
export interface SourceChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Made {
  readonly components: Components;
  readonly sources: TaskRecord["sources"];
  readonly reads?: readonly Read[];
}

/** Why a task runs whose key is not known, given how it last ran. */
export function reasonsBetween(last: Made | undefined, now: Made): readonly Reason[] {
  if (last === undefined) return [{ because: "new" }];
  const reasons = differencesBetween(last, now);
  if (reasons.length > 0) return reasons;
  return [last.reads === undefined ? { because: "lost" } : { because: "reads", reads: last.reads }];
}

/** What differs between a task as it last ran and as it would run now, component by component. */
export function differencesBetween(last: Made, now: Made): readonly Reason[] {
  const before = last.components;
  const after = now.components;
  const reasons: Reason[] = [];
  if (before.format !== after.format) reasons.push({ because: "format", from: before.format, to: after.format });
  if (before.code !== after.code) reasons.push({ because: "code", sources: changes(last.sources, now.sources) });
  for (const change of changes(before.natives, after.natives)) reasons.push({ because: "native", ...change });
  for (const change of changes(before.with, after.with)) reasons.push({ because: "with", ...change });
  for (const change of changes(before.inputs, after.inputs)) reasons.push({ because: "input", ...change });
  for (const change of changes(before.environment, after.environment)) {
    reasons.push({ because: "environment", ...change });
  }
  return reasons;
}

function changes<Value>(a: { readonly [name: string]: Value }, b: { readonly [name: string]: Value }) {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names
    .filter((name) => canonical(a[name] ?? null) !== canonical(b[name] ?? null))
    .map((name) => ({ name, from: a[name], to: b[name] }));
}

/** A reason as words: `with.epochs 10 → 20`. */
export function describeReason(reason: Reason): string {
  switch (reason.because) {
    case "new":
      return "never run here";
    case "forced":
      return "--force";
    case "uncached":
      return "cache: false";
    case "lost":
      return "its result is gone or damaged";
    case "reads":
      return `never cached: ${reason.reads.map(describeRead).join(", ")}`;
    case "with":
      return `with.${reason.name} ${describeValues(reason)}`;
    case "code":
      return `code: ${describeSources(reason.sources)}`;
    case "native":
      return `package ${reason.name} ${describeVersions(reason)}`;
    case "input":
      return `input ${reason.name}${reason.change === undefined ? " changed" : `: ${describeInputChange(reason.change)}`}`;
    case "environment":
      return `${reason.name} ${describeValues(reason)}`;
    case "format":
      return "the store's format changed";
  }
}

export const NO_SOURCE_CHANGED = "the bundle changed, though no source file or version did";

const EXAMPLES = 3;

function describeSources(sources: readonly SourceChange[]): string {
  if (sources.length === 0) return NO_SOURCE_CHANGED;
  const rest = sources.length - EXAMPLES;
  return [...sources.slice(0, EXAMPLES).map(describeNamed), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

function describeNamed(change: SourceChange): string {
  return isPackage(change)
    ? `package ${change.name} ${describeVersions(change)}`
    : `${change.name} ${describeFile(change)}`;
}

export function isPackage({ from, to }: SourceChange): boolean {
  return !isDigest(from ?? to ?? "");
}

/** What became of a source file. */
export function describeFile({ from, to }: SourceChange): string {
  if (from === undefined) return "added";
  return to === undefined ? "no longer used" : "changed";
}

export function describeValues({
  from,
  to,
}: {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}): string {
  const show = (value: Json | undefined) => (value === undefined ? "(none)" : canonical(value));
  return `${show(from)} → ${show(to)}`;
}

/** A native package counts by version and integrity; the latter is shown only where the former is the same. */
export function describeVersions({
  from,
  to,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
}): string {
  const version = (text: string | undefined) => text?.split(" ")[0] ?? "(none)";
  if (version(from) === version(to)) return `${version(from)}, installed anew with other contents`;
  return `${version(from)} → ${version(to)}`;
}
