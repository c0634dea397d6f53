import { digestBytes } from "../digest.js";
import { parseListedFiles } from "./files.js";
import type { Manifest, Part } from "./manifest.js";
import { decodeParquet } from "./parquet.js";
import { decodeArrow } from "./pixels.js";
import { columnsOfSchema } from "./schema.js";

/** A row of any artifact that has rows. */
export interface PartRow {
  /** Its id; in a table without ids, which is one part, `row 3`. */
  readonly id: string;
  readonly values: { readonly [column: string]: unknown };
}

/** The rows of one part of a list of files, a table, images or pixels, from its bytes. */
export async function decodePart(manifest: Manifest, bytes: Uint8Array): Promise<readonly PartRow[]> {
  const { kind, schema } = manifest;
  switch (kind) {
    case "files":
      return parseListedFiles(bytes).map((file) => ({ id: file.id, values: { ...file } }));
    case "table":
    case "images": {
      const columns = columnsOfSchema(schema);
      const rows = await decodeParquet(bytes, Object.keys(columns));
      return rows.map((values, index) => ({ id: hasIds(manifest) ? String(values.id) : `row ${index + 1}`, values }));
    }
    case "pixels":
      return Array.from(decodeArrow(bytes), ({ id, data }) => ({ id, values: { id, pixels: data } }));
    case "model":
    case "document":
      throw new TypeError(`a ${kind} has no rows`);
  }
}

/** Whether rows have ids of their own, and not only their place. */
export function hasIds({ kind, schema }: Manifest): boolean {
  return (kind !== "table" && kind !== "images") || columnsOfSchema(schema).id?.type === "text";
}

export function hasRows({ kind }: Manifest): boolean {
  return kind !== "model" && kind !== "document";
}

/** The parts that only one of two artifacts has: rows of the others are equal and need not be read. */
export function partsApart(before: Manifest, after: Manifest): { readonly before: Part[]; readonly after: Part[] } {
  const without = (parts: readonly Part[], others: readonly Part[]) => {
    const known = new Set(others.map((part) => part.digest));
    return parts.filter((part) => !known.has(part.digest));
  };
  return { before: without(before.parts, after.parts), after: without(after.parts, before.parts) };
}

export function digestRow({ values }: PartRow): string {
  return digestBytes(
    Object.entries(values)
      .map(([column, value]) => `${column}=${valueText(value)}`)
      .join("\n"),
  );
}

/** The bytes behind any typed array. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Text that is equal where two values are the same: NaN is itself, −0 is not 0. */
export function valueText(value: unknown): string {
  if (ArrayBuffer.isView(value)) return digestBytes(bytesOf(value));
  if (Object.is(value, -0)) return "-0";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
