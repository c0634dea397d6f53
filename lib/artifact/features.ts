import { PipelineError } from "../error.js";
import { type Columns, float64, type Row, text } from "./column.js";
import type { Manifest, ObjectReader, ObjectWriter } from "./manifest.js";
import { columnsOfSchema, OTHER_COLUMNS } from "./schema.js";
import { readTable, table } from "./table.js";
import type { ArtifactType, IdRow, RowFormat, Sink } from "./type.js";

/** What is measured of one picture: a number for each of the features' names. */
export interface FeatureRow {
  readonly id: string;
  readonly values: readonly number[];
}

export interface FeaturesReader {
  readonly rows: number;
  /** The features' names, in order. */
  readonly names: readonly string[];
  /** In id order, a part in memory at a time. */
  each(): AsyncIterable<FeatureRow>;
}

export interface FeaturesWriter {
  /** Appends rows; ids come in byte order, and the names are the same each time. An empty list counts as written. */
  write(names: readonly string[], rows: Iterable<FeatureRow>): Promise<void>;
}

/** A row as the table has it, a column for each name. */
interface TableRow extends IdRow {
  readonly [name: string]: unknown;
}

const rows: RowFormat<TableRow> = {
  read: (manifest, objects) =>
    readTable(manifest, columnsOfSchema(manifest.schema), objects).each() as AsyncIterable<TableRow>,
  create(objects) {
    let sink: ReturnType<typeof createTable> | undefined;
    return {
      writer: {
        async write(row) {
          sink ??= createTable(
            Object.keys(row).filter((name) => name !== "id"),
            objects,
          );
          await sink.writer.write([row as Row<FeatureColumns>]);
        },
      },
      close: async () => sink?.close(),
    };
  },
};

/** A table with an `id` and doubles, whose names follow from a step's parameters; the manifest's schema has them. */
export const featureTable: ArtifactType<FeaturesReader, FeaturesWriter> = {
  kind: "table",
  schema: [
    ["id", text.type],
    [OTHER_COLUMNS, float64.type],
  ],
  open: readFeatures,
  create: createFeatures,
  rows,
};

export function readFeatures(manifest: Manifest, objects: Pick<ObjectReader, "read" | "keptRows">): FeaturesReader {
  const columns = columnsOfSchema(manifest.schema);
  const names = Object.keys(columns).filter((name) => name !== "id");
  const reader = readTable(manifest, columns, objects);
  return {
    rows: reader.rows,
    names,
    async *each() {
      for await (const row of reader.each())
        yield { id: String(row.id), values: names.map((name) => Number(row[name])) };
    },
  };
}

type FeatureColumns = { readonly id: typeof text } & Columns;

function createFeatures(objects: ObjectWriter): Sink<FeaturesWriter> {
  let opened: { readonly names: readonly string[]; readonly sink: ReturnType<typeof createTable> } | undefined;
  return {
    writer: {
      async write(names, rows) {
        opened ??= { names, sink: createTable(names, objects) };
        if (names !== opened.names && names.join() !== opened.names.join()) throw otherNames(names, opened.names);
        await opened.sink.writer.write(Array.from(rows, (row) => tableRow(names, row)));
      },
    },
    close: async () => opened?.sink.close(),
  };
}

function createTable(names: readonly string[], objects: ObjectWriter) {
  const columns: FeatureColumns = { id: text, ...Object.fromEntries(names.map((name) => [name, float64])) };
  return table(columns).create(objects);
}

function tableRow(names: readonly string[], { id, values }: FeatureRow): Row<FeatureColumns> {
  return { ...Object.fromEntries(names.map((name, index) => [name, values[index] ?? Number.NaN])), id };
}

function otherNames(names: readonly string[], before: readonly string[]): PipelineError {
  return new PipelineError({
    code: "feature-names",
    message: `features are called ${names.join(", ")}, and those before them ${before.join(", ")}`,
    remedy: "Give every row the same features, in the same order.",
  });
}
