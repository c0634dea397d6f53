import type { Columns } from "../artifact/column.js";
import type { Manifest } from "../artifact/manifest.js";
import { columnsOfSchema } from "../artifact/schema.js";
import { readTable, type TableReader } from "../artifact/table.js";
import type { Store } from "../store/store.js";
import { formatTable, plural } from "./format.js";
import { summariseColumn } from "./summary.js";

/** Columns that a terminal line holds. */
const FITTING = 12;

/** A table's columns with what they hold, and its first `count` rows, as lines. */
export async function describeTable(manifest: Manifest, count: number, store: Store): Promise<readonly string[]> {
  const all = columnsOfSchema(manifest.schema);
  const names = Object.keys(all).filter((name) => all[name]?.type !== "bytes");
  const columns: Columns = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  const reader: TableReader<Columns> = readTable(manifest, columns, store.objects);
  const rows = await reader.all(names);
  const statistics = names.map((name) => [
    `  ${name}`,
    `${all[name]?.type}${all[name]?.nullable === true ? "?" : ""}`,
    summariseColumn(rows.map((row) => row[name])),
  ]);
  const first = rows.slice(0, count);
  if (first.length === 0) return [formatTable(statistics)];
  const shownNames = names.slice(0, FITTING);
  const cells = first.map((row) => shownNames.map((name) => formatCell(row[name])));
  const numeric = shownNames.map((name) => all[name]?.type !== "text");
  const left = names.length - shownNames.length;
  return [
    formatTable(statistics),
    `\n${indent(formatTable([shownNames, ...cells], numeric))}`,
    ...(left > 0 ? [`  … and ${plural(left, "column")} more`] : []),
  ];
}

function formatCell(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) return value.toPrecision(6);
  const text = String(value ?? "");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
