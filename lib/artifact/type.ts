import type { Json } from "../digest.js";
import type { ArtifactKind, Manifest, ObjectReader, ObjectWriter } from "./manifest.js";

/** Collects what a step writes to one output; `close` returns its manifest, or undefined if nothing was written. */
export interface Sink<Writer> {
  readonly writer: Writer;
  close(): Promise<Manifest | undefined>;
}

/** What an input or output of a step is: its kind and schema, how it is read, how it is written. */
export interface ArtifactType<Reader, Writer> {
  readonly kind: ArtifactKind;
  /** Plain data that says what is expected; compared between an output and the input it feeds. */
  readonly schema: Json;
  open(manifest: Manifest, objects: ObjectReader): Reader;
  create(objects: ObjectWriter): Sink<Writer>;
}

export type ReaderOf<Type> = Type extends ArtifactType<infer Reader, infer _> ? Reader : never;
export type WriterOf<Type> = Type extends ArtifactType<infer _, infer Writer> ? Writer : never;
