import type { Manifest } from "../artifact/manifest.js";
import { canonical, type Json, type ObjectDigest } from "../digest.js";
import type { Explanation, Share, Unchanged } from "../plan/explain.js";
import { countDiffering, countKinds, describeInputChange, differing, type InputChange } from "../plan/input-change.js";
import {
  describeFile,
  describeReason,
  describeVersions,
  isPackage,
  NO_SOURCE_CHANGED,
  type Reason,
} from "../plan/reason.js";
import type { CachedState } from "../plan/task.js";
import type { ObjectStore } from "../store/objects.js";
import type { InputDigest } from "../store/records.js";
import { formatBytes, formatDuration, formatTable, plural } from "./format.js";

type Row = readonly [component: string, name: string, change: string];

interface Told {
  readonly task: string;
  /** `would run; it took 41 s last time` */
  readonly state: string;
  readonly rows: readonly Row[];
}

/** Explanations for a person: what holds for several tasks is said once. */
export function explanationsText(explanations: readonly Explanation[], objects: ObjectStore): string {
  const told = explanations.map((explanation) => tell(explanation, objects));
  const cached = explanations.length > 1 && explanations.every(({ state }) => state === "cached");
  const groups = cached ? splitShared(told) : joinEqual(told);
  return groups.map(({ task, state, rows }) => `${task}  ${state}\n${table(rows)}\n`).join("");
}

function tell(explanation: Explanation, objects: ObjectStore): Told {
  const { task, last } = explanation;
  const before = last === undefined ? "" : `; it took ${formatDuration(last.took)} last time`;
  switch (explanation.state) {
    case "cached": {
      const state = `is cached; it took ${formatDuration(explanation.record.took)} when it was made`;
      return { task: task.id, state, rows: madeOf(explanation, objects) };
    }
    case "run": {
      const rows = [...explanation.reasons.flatMap(rowsOf), ...same(explanation.unchanged)];
      return { task: task.id, state: `would run${before}`, rows };
    }
    case "depends": {
      const roots = explanation.roots.map(
        ({ id, reasons }): Row => ["after", id, `would run: ${reasons.map(describeReason).join("; ")}`],
      );
      const rows = [...roots, ...explanation.reasons.flatMap(rowsOf), ...same(explanation.unchanged)];
      return { task: task.id, state: `may run, depending on ${explanation.on.join(", ")}${before}`, rows };
    }
  }
}

const SHOWN_TASKS = 3;

/** Tasks of which the same is to be said stand in one line. */
function joinEqual(told: readonly Told[]): readonly Told[] {
  const groups = new Map<string, Told[]>();
  for (const one of told) {
    const text = canonical([one.rows, one.state.replace(/;.*/, "")]);
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (first === undefined || group.length === 1) return group;
    const names = group.slice(0, SHOWN_TASKS).map(({ task }) => task);
    const rest = group.length > names.length ? ` and ${group.length - names.length} more` : "";
    return [{ ...first, task: `${names.join(", ")}${rest}`, state: first.state.replace(/;.*/, "") }];
  });
}

/** What is the same of all tasks stands at the end. */
function splitShared(told: readonly Told[]): readonly Told[] {
  const texts = told.map(({ rows }) => new Set(rows.map(canonical)));
  const isShared = (row: Row) => texts.every((rows) => rows.has(canonical(row)));
  const own = told.map((one) => ({ ...one, rows: one.rows.filter((row) => !isShared(row)) }));
  return [...own, { task: "each of them", state: "has", rows: told[0]?.rows.filter(isShared) ?? [] }];
}

function table(rows: readonly Row[]): string {
  return formatTable(rows.map(([component, name, change]) => [`  ${component}`, name, change]));
}

const EXAMPLES = 5;

/** A reason as rows of a table: the component, the member, old → new. */
function rowsOf(reason: Reason): readonly Row[] {
  switch (reason.because) {
    case "new":
    case "lost":
    case "forced":
    case "reads":
    case "uncached":
      return [["result", "", describeReason(reason)]];
    case "format":
      return [["format", "", `${reason.from} → ${reason.to}`]];
    case "with":
      return [["parameter", reason.name, values(reason)]];
    case "environment":
      return [["environment", reason.name.replace(/^env\./, ""), values(reason)]];
    case "native":
      return [["package", reason.name, describeVersions(reason)]];
    case "code":
      if (reason.sources.length === 0) return [["code", "", NO_SOURCE_CHANGED]];
      return reason.sources.map((change) =>
        isPackage(change)
          ? ["package", change.name, describeVersions(change)]
          : ["code", change.name, describeFile(change)],
      );
    case "input":
      return reason.change === undefined ? [["input", reason.name, "changed"]] : inputRows(reason.name, reason.change);
  }
}

function inputRows(name: string, change: InputChange): readonly Row[] {
  if (change.of === "form" || change.of === "connection" || change.of === "unknown") {
    return [["input", name, describeInputChange(change)]];
  }
  const all = differing(change);
  if (all.length === 0) return [["input", name, describeInputChange(change)]];
  const width = Math.max(...all.slice(0, EXAMPLES).map(({ kind }) => kind.length));
  const examples = all.slice(0, EXAMPLES).map(({ name, kind }): Row => ["", "", `  ${kind.padEnd(width)}  ${name}`]);
  const rest: Row[] = all.length > EXAMPLES ? [["", "", `  … and ${plural(all.length - EXAMPLES, "other")}`]] : [];
  return [["input", name, `${countDiffering(change)}: ${countKinds(change)}`], ...examples, ...rest];
}

function values({ from, to }: { readonly from: Json | undefined; readonly to: Json | undefined }): string {
  return `${showValue(from)} → ${showValue(to)}`;
}

function showValue(value: Json | undefined): string {
  if (value === undefined || value === null) return "(none)";
  return typeof value === "string" && value !== "" ? value : canonical(value);
}

function same(unchanged: Unchanged | undefined): readonly Row[] {
  if (unchanged === undefined) return [];
  const { code, inputs, parameters, packages, environment } = unchanged;
  const words = [
    ...(code ? ["code"] : []),
    ...describeShare(inputs, "input"),
    ...describeShare(parameters, "parameter"),
    ...describeShare(packages, "package"),
    ...(environment.same === environment.of ? ["environment"] : describeShare(environment, "environment value")),
  ];
  return words.length === 0 ? [] : [["same", "", words.join(", ")]];
}

function describeShare({ same, of }: Share, noun: string): readonly string[] {
  if (same === 0) return [];
  return same === of ? [plural(of, noun)] : [`${same} of ${plural(of, noun)}`];
}

const DIGITS = 12;

/** What the key of a cached task is made of, and what is stored under it. */
function madeOf({ spec, record: { outputs } }: CachedState, objects: ObjectStore): readonly Row[] {
  const { key, components, sources } = spec;
  const packages = Object.values(sources).filter((version) => isPackage({ name: "", from: version, to: undefined }));
  const counts = [
    plural(Object.keys(sources).length - packages.length, "source file"),
    ...(packages.length === 0 ? [] : [plural(packages.length, "package")]),
  ];
  return [
    ["key", key.slice(0, DIGITS), "made of"],
    ["code", components.code.slice(0, DIGITS), counts.join(", ")],
    ...Object.entries(components.natives).map(([name, version]): Row => ["package", name, version.split(" ")[0] ?? ""]),
    ...Object.entries(components.with).map(([name, value]): Row => ["parameter", name, showValue(value)]),
    ...Object.entries(components.inputs).map(([name, input]): Row => ["input", name, describeInput(input, objects)]),
    ...Object.entries(components.environment).map(
      ([name, value]): Row => ["environment", name.replace(/^env\./, ""), showValue(value)],
    ),
    ...Object.entries(outputs).map(([name, digest]): Row => ["result", name, describeArtifact(digest, objects)]),
  ];
}

function describeInput(input: InputDigest, objects: ObjectStore): string {
  return typeof input === "string" ? describeArtifact(input, objects) : plural(input.length, "cell");
}

function describeArtifact(digest: ObjectDigest, objects: ObjectStore): string {
  const short = digest.slice(0, DIGITS);
  const manifest: Manifest | undefined = objects.manifest(digest);
  if (manifest === undefined) return `${short}, no longer stored`;
  const { kind, rows, parts } = manifest;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return [short, kind, ...(rows === undefined ? [] : [plural(rows, "row")]), formatBytes(size)].join(", ");
}
