import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { Column, Columns } from "./column.js";

const PARQUET_TYPES = {
  text: "STRING",
  int32: "INT32",
  float64: "DOUBLE",
  boolean: "BOOLEAN",
  bytes: "BYTE_ARRAY",
} as const satisfies Record<Column<unknown>["type"], ColumnSource["type"]>;

/** One Parquet file, one row group. The same rows give the same bytes. */
export function encodeParquet(columns: Columns, rows: readonly Record<string, unknown>[]): Uint8Array {
  const columnData = Object.entries(columns).map(
    ([name, column]): ColumnSource => ({
      name,
      type: PARQUET_TYPES[column.type],
      nullable: column.nullable,
      data: rows.map((row) => storable(row[name] ?? null)),
    }),
  );
  const hasBytes = Object.values(columns).some((column) => column.type === "bytes");
  return new Uint8Array(
    parquetWriteBuffer({
      columnData,
      rowGroupSize: Math.max(rows.length, 1),
      codec: hasBytes ? "UNCOMPRESSED" : "SNAPPY",
    }),
  );
}

/**
 * A value as it is read again: dictionaries don't tell −0 from 0, and half of a surrogate pair has no UTF-8. So a row that
 * was read and is written anew makes the same bytes.
 */
function storable(value: unknown): unknown {
  if (value === 0) return 0;
  return typeof value === "string" ? value.toWellFormed() : value;
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
/** A leading U+FEFF is a character like any other. */
const stringFromBytes = (bytes: Uint8Array) => bytes && utf8.decode(bytes);

/** The rows of one Parquet file, with only the named columns. */
export async function decodeParquet(file: Uint8Array, names: readonly string[]): Promise<Record<string, unknown>[]> {
  const buffer = bufferOf(file);
  const metadata = parquetMetadata(buffer);
  if (metadata.num_rows === 0n) return [];
  return parquetReadObjects({ file: buffer, metadata, columns: [...names], utf8: false, parsers: { stringFromBytes } });
}

/** The names of a Parquet file's columns, in order. */
export function columnNames(file: Uint8Array): readonly string[] {
  return parquetSchema(parquetMetadata(bufferOf(file))).children.map(({ element }) => element.name);
}

function bufferOf(file: Uint8Array): ArrayBuffer {
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
}
