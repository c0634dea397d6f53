import type { Json } from "../digest.js";
import type { ArtifactKind, Manifest, ObjectReader, ObjectWriter } from "./manifest.js";

/** Collects what a step writes to one output; `close` returns its manifest, or undefined if nothing was written. */
export interface Sink<Writer> {
  readonly writer: Writer;
  close(): Promise<Manifest | undefined>;
}

/** A row as its artifact type reads and writes it. */
export interface IdRow {
  readonly id: string;
}

export interface RowWriter<Row extends IdRow> {
  /** Appends a row; ids come in byte order. */
  write(row: Row): Promise<void>;
}

/** How the rows of an artifact are handled one by one, whatever else there is to them. */
export interface RowFormat<Row extends IdRow = IdRow> {
  /** In id order, a part in memory at a time. */
  read(manifest: Manifest, objects: Pick<ObjectReader, "read">): AsyncIterable<Row>;
  /** Makes the same bytes as a step that writes the same rows. */
  create(objects: ObjectWriter): Sink<RowWriter<Row>>;
}

/** What an input or output of a step is: its kind and schema, how it is read, how it is written. */
export interface ArtifactType<Reader, Writer> {
  readonly kind: ArtifactKind;
  /** Plain data that says what is expected; compared between an output and the input it feeds. */
  readonly schema: Json;
  open(manifest: Manifest, objects: ObjectReader): Reader;
  create(objects: ObjectWriter): Sink<Writer>;
  /** Absent where it has no rows, or rows without ids. */
  readonly rows?: RowFormat;
}

export type ReaderOf<Type> = Type extends ArtifactType<infer Reader, infer _> ? Reader : never;
export type WriterOf<Type> = Type extends ArtifactType<infer _, infer Writer> ? Writer : never;
