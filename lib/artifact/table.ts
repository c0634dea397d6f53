import { digestBytes, type ObjectDigest } from "../digest.js";
import type { Columns, Row } from "./column.js";
import type { ArtifactKind, Manifest, ObjectReader, ObjectWriter } from "./manifest.js";
import { decodeParquet, encodeParquet } from "./parquet.js";
import { PartWriter, type Span } from "./rows.js";
import type { ArtifactType, IdRow, RowFormat, Sink } from "./type.js";

export interface TableReader<C extends Columns> {
  /** Number of rows. */
  readonly rows: number;
  /** Rows in order, a part in memory at a time; only the named columns, or all of them. */
  each<K extends keyof C & string>(columns?: readonly K[]): AsyncIterable<Pick<Row<C>, K>>;
  /** All rows at once. */
  all<K extends keyof C & string>(columns?: readonly K[]): Promise<Pick<Row<C>, K>[]>;
}

export interface TableWriter<C extends Columns> {
  /** Appends rows; where the table has an `id` column they come in byte order of it. An empty list counts as written. */
  write(rows: Iterable<Row<C>>): Promise<void>;
  /**
   * Appends the rows of a span. `content` is the digest of all that they follow from, beside the step's code and parameters:
   * where a part of the table was made of it before, that is taken, and `rows` is not asked.
   */
  writeOnce(content: ObjectDigest, span: Span, rows: () => Promise<readonly Row<C>[]>): Promise<void>;
}

/** A table, stored as Parquet. With a text column `id` it is cut into parts by id; without, it is one file. */
export function table<const C extends Columns>(columns: C): ArtifactType<TableReader<C>, TableWriter<C>> {
  return tableOf("table", columns, (manifest, objects) => readTable(manifest, columns, objects));
}

export function tableOf<C extends Columns, Reader>(
  kind: ArtifactKind,
  columns: C,
  open: (manifest: Manifest, objects: ObjectReader) => Reader,
): ArtifactType<Reader, TableWriter<C>> {
  const schema = Object.entries(columns).map(([name, { type, nullable }]) => [name, nullable ? `${type}?` : type]);
  const hasIds = columns.id?.type === "text";
  const create = (objects: ObjectWriter): Sink<TableWriter<C>> => {
    let written = false;
    const parts = new PartWriter<Row<C>>(objects, {
      extension: "parquet",
      encode: (rows) => encodeParquet(columns, rows),
      digestOf: (rows) => digestBytes(`${JSON.stringify(schema)}\n${rowsText(columns, rows)}`),
      sizeOf: (row) => rowSize(columns, row),
      idOf: hasIds ? (row) => String(row.id) : undefined,
    });
    return {
      writer: {
        async write(rows) {
          written = true;
          for (const row of rows) await parts.write(row);
        },
        async writeOnce(content, span, rows) {
          written = true;
          await parts.writeOnce(digestBytes(`${JSON.stringify(schema)}\n${content}`), span, rows);
        },
      },
      async close() {
        if (!written) return undefined;
        const closed = await parts.close();
        return { kind, schema, rows: closed.reduce((sum, part) => sum + (part.rows ?? 0), 0), parts: closed };
      },
    };
  };
  return { kind, schema, open, create, ...(hasIds ? { rows: rowFormat(columns, create) } : {}) };
}

/** For tables with an `id`. */
function rowFormat<C extends Columns>(
  columns: C,
  create: (objects: ObjectWriter) => Sink<TableWriter<C>>,
): RowFormat<Row<C> & IdRow> {
  return {
    read: (manifest, objects) => readTable(manifest, columns, objects).each() as AsyncIterable<Row<C> & IdRow>,
    create(objects) {
      const { writer, close } = create(objects);
      return {
        writer: { write: (row) => writer.write([row]) },
        async close() {
          await writer.write([]);
          return close();
        },
      };
    },
  };
}

export function readTable<C extends Columns>(
  manifest: Manifest,
  columns: C,
  objects: Pick<ObjectReader, "read" | "keptRows">,
): TableReader<C> {
  async function* each<K extends keyof C & string>(names?: readonly K[]): AsyncIterable<Pick<Row<C>, K>> {
    for (const { digest } of manifest.parts) {
      const wanted = names ?? Object.keys(columns);
      const kept = objects.keptRows?.(digest)?.map((row) => pick(row, wanted));
      yield* (kept ?? (await decodeParquet(await objects.read(digest), wanted))) as Pick<Row<C>, K>[];
    }
  }
  return {
    rows: manifest.rows ?? 0,
    each,
    async all(names) {
      const rows = [];
      for await (const row of each(names)) rows.push(row);
      return rows;
    },
  };
}

function pick(row: unknown, names: readonly string[]): unknown {
  return Object.fromEntries(names.map((name) => [name, (row as Readonly<Record<string, unknown>>)[name]]));
}

/** All values, each with its kind and, of a text, its length, so that no two tables have the same text. */
function rowsText(columns: Columns, rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(columns);
  let text = "";
  for (const row of rows) {
    for (const name of names) {
      const value = row[name] ?? null;
      if (typeof value === "string") text += `"${value.length}:${value}`;
      else if (value instanceof Uint8Array) text += `#${digestBytes(value)}`;
      else text += `,${value}`;
    }
  }
  return text;
}

function rowSize(columns: Columns, row: Readonly<Record<string, unknown>>): number {
  let size = 0;
  for (const name in columns) {
    const value = row[name];
    size += value instanceof Uint8Array ? value.byteLength : typeof value === "string" ? value.length : 8;
  }
  return size;
}
