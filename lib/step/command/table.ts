import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Column } from "../../artifact/column.js";
import type { Manifest, ObjectWriter } from "../../artifact/manifest.js";
import { columnNames, decodeParquet } from "../../artifact/parquet.js";
import { columnsOfSchema } from "../../artifact/schema.js";
import { table } from "../../artifact/table.js";
import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import { outputMissing } from "./missing.js";

type Row = Record<string, unknown>;

/**
 * Stores a table that a command wrote as one Parquet file: checked against its declared columns and written anew, so that
 * its bytes and cuts are those of any table. With a text column `id` its rows are put in the order of it.
 */
export async function takeTable(
  name: string,
  declared: { readonly [column: string]: string },
  path: string,
  objects: ObjectWriter,
): Promise<Manifest> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw outputMissing(name);
  const rows = await readRows(name, Object.keys(declared), path, found.isFile());
  const columns = columnsOfSchema(Object.entries(declared));
  const sink = table(columns).create(objects);
  const taken = rows.map((row, index) => takeRow(name, columns, row, index));
  if (columns.id?.type === "text") taken.sort((a, b) => compareIds(String(a.id), String(b.id)));
  await sink.writer.write(taken);
  const manifest = await sink.close();
  if (manifest === undefined) throw outputMissing(name);
  return manifest;
}

async function readRows(name: string, columns: readonly string[], path: string, isFile: boolean): Promise<Row[]> {
  const refuse = (message: string, remedy: string, cause?: unknown) =>
    new PipelineError({ code: "wrong-table", message, remedy, cause });
  if (!isFile) throw refuse(`the table "${name}" is a folder, not a file`, "Write it as one Parquet file.");
  const bytes = await readFile(path);
  let written: readonly string[];
  let rows: Row[];
  try {
    written = columnNames(bytes);
    rows = await decodeParquet(
      bytes,
      columns.filter((column) => written.includes(column)),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const remedy = 'Write it as Parquet, uncompressed or with Snappy (for polars: compression="snappy").';
    throw refuse(`the table "${name}" cannot be read: ${why}`, remedy, error);
  }
  const lacking = columns.find((column) => !written.includes(column));
  if (lacking !== undefined) {
    throw refuse(
      `the table "${name}" has no column "${lacking}"; it has ${written.join(", ")}`,
      "Write that column, or take it out of the step's `out`.",
    );
  }
  const extra = written.find((column) => !columns.includes(column));
  if (extra === undefined) return rows;
  const remedy = extra.startsWith("__index")
    ? "Write it without pandas' index: index=False."
    : "Declare it in the step's `out`, or leave it out.";
  throw refuse(`the table "${name}" has a column "${extra}" that is not declared`, remedy);
}

function takeRow(name: string, columns: { readonly [column: string]: Column<unknown> }, row: Row, index: number): Row {
  const taken: Row = {};
  for (const [column, { type, nullable }] of Object.entries(columns)) {
    const value = row[column];
    const isEmpty = value === null || value === undefined;
    const converted = isEmpty ? undefined : convert(value, type);
    if (converted === undefined && !(isEmpty && nullable)) {
      const where = `column "${column}" of the table "${name}", row ${index + 1}`;
      throw new PipelineError({
        code: "wrong-table",
        message: isEmpty ? `${where}: there is no value` : `${where}: ${describe(value)} is no ${type}`,
        remedy: isEmpty
          ? `Write a value (pandas writes NaN as none), or declare the column as \`${type}?\`.`
          : "Write values of the declared type, or declare another one in the step's `out`.",
      });
    }
    taken[column] = converted ?? null;
  }
  return taken;
}

const INT32 = 2 ** 31;

/** A value as a column takes it, where that loses nothing; else undefined. Programs write whole numbers in any width. */
function convert(value: unknown, type: Column<unknown>["type"]): unknown {
  switch (type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "bytes":
      return value instanceof Uint8Array ? value : undefined;
    case "float64": {
      if (typeof value !== "bigint") return typeof value === "number" ? value : undefined;
      return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    }
    case "int32": {
      const number = typeof value === "bigint" ? Number(value) : value;
      return Number.isInteger(number) && Number(number) >= -INT32 && Number(number) < INT32 ? number : undefined;
    }
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);
  if (value instanceof Uint8Array) return "bytes";
  return value instanceof Date ? `a date (${value.toISOString()})` : String(value);
}
