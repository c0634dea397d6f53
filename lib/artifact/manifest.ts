import type { Json, ObjectDigest } from "../digest.js";
import type { RandomAccess } from "./random-access.js";

export type ArtifactKind = "files" | "table" | "images" | "pixels" | "model" | "document";

/** One file of an artifact. */
export interface Part {
  /** The file's name in the readable view: `0000.parquet`, `model.json`. */
  readonly name: string;
  readonly digest: ObjectDigest;
  /** Size in bytes. */
  readonly size: number;
  /** Rows in this part; absent where the artifact has none. */
  readonly rows?: number;
}

/** An artifact: what it holds, and its parts in order. Stored as an object; its digest is the artifact's digest. */
export interface Manifest {
  readonly kind: ArtifactKind;
  /** A table's columns in order, as pairs of name and type; the shape of pixels; null where the parts say it all. */
  readonly schema: Json;
  readonly rows?: number;
  readonly parts: readonly Part[];
}

/** Where a step's bytes come from. Every read is checked against the digest. */
export interface ObjectReader {
  read(digest: ObjectDigest): Promise<Uint8Array>;
  /** The rows of a part that `keepRows` has kept as they are. */
  keptRows?(digest: ObjectDigest): readonly unknown[] | undefined;
  /** Bytes of a file of a source, found by its id below one of the source folders, checked against `digest`. */
  readFile(id: string, digest: ObjectDigest): Promise<Uint8Array>;
  /** The same file, checked once, of which pieces are read until the task ends; fails where it changes meanwhile. */
  openFile(id: string, digest: ObjectDigest): Promise<RandomAccess>;
  /** Keeps bytes outside memory until the task ends. */
  spool(chunks: AsyncIterable<Uint8Array>): Promise<RandomAccess>;
}

/** Where a step's bytes go. */
export interface ObjectWriter {
  write(bytes: Uint8Array): Promise<ObjectDigest>;
  /** Keeps the rows of a part as they are: nobody needs their bytes. */
  keepRows?(rows: readonly unknown[]): Stored;
  /**
   * Stores what `encode` makes of something with the digest `content`; what was made of it before may stand in. Undefined
   * where it makes nothing of it.
   */
  writeOnce?(content: ObjectDigest, encode: () => Promise<Uint8Array | undefined>): Promise<Stored | undefined>;
}

export type Stored = Pick<Part, "digest" | "size">;

/** A part ends after a row whose id's hash is 0 modulo this, so that cuts depend on the rows alone; it is the mean of their rows. */
const PART_ROWS = 128;
export const MAX_PART_ROWS = 4 * PART_ROWS;
/** A writer has a part in memory three times over: its rows, their columns, the file. */
export const MAX_PART_BYTES = 16 * 1024 * 1024;

export function endsPart(id: string): boolean {
  return hashOf(id) % PART_ROWS === 0;
}

/** 32 bits: FNV-1a over UTF-16 units, then MurmurHash3's finalizer, without which names that count up would be cut unevenly. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function partName(index: number, extension: string): string {
  return `${String(index).padStart(5, "0")}.${extension}`;
}

/**
 * The manifest of one part alone, which is what a task over a part reads. It is the same whichever place the part has among the
 * others: where one before it goes or comes, its task is known still.
 */
export function manifestOfPart(manifest: Manifest, index: number): Manifest {
  const part = manifest.parts[index];
  if (part === undefined) throw new RangeError(`no part ${index} among ${manifest.parts.length}`);
  return { ...manifest, ...(part.rows === undefined ? {} : { rows: part.rows }), parts: [numbered(part, 0)] };
}

function numbered(part: Part, index: number): Part {
  return { ...part, name: part.name.replace(/^\d+/, String(index).padStart(5, "0")) };
}

/** Joins the outputs of the tasks over an artifact's parts, in part order, into the step's own output. */
export function joinManifests(manifests: readonly Manifest[]): Manifest {
  const first = manifests[0];
  if (first === undefined) throw new RangeError("nothing to join");
  const parts = manifests.flatMap((manifest) => manifest.parts);
  const filled = manifests.find((manifest) => manifest.parts.length > 0) ?? first;
  return {
    kind: first.kind,
    schema: filled.schema,
    rows: parts.reduce((sum, part) => sum + (part.rows ?? 0), 0),
    parts: parts.map(numbered),
  };
}
