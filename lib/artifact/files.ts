import { isDigest, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import { type Part, partName } from "./manifest.js";
import type { ArtifactType, RowFormat } from "./type.js";

/** One file of a source. */
export interface SourceFile {
  /** Path below the source, in Unicode NFC with `/`. */
  readonly id: string;
  readonly digest: ObjectDigest;
}

export interface FilesReader {
  /** Every file, in byte order of its id. */
  list(): Promise<readonly SourceFile[]>;
  /** The file's bytes; fails if they are no longer those that were listed. */
  read(file: SourceFile): Promise<Uint8Array>;
}

/** Lists of files, a part however long: what a task over some rows of a source reads. */
const fileRows: RowFormat<SourceFile> = {
  async *read(manifest, objects) {
    for (const part of manifest.parts) yield* parseFileList(await objects.read(part.digest));
  },
  create(objects) {
    const rows: SourceFile[] = [];
    return {
      writer: {
        async write(row) {
          rows.push(row);
        },
      },
      async close() {
        const bytes = formatFileList(rows);
        const digest = await objects.write(bytes);
        const part: Part = { name: partName(0, "ndjson"), digest, size: bytes.byteLength, rows: rows.length };
        return { kind: "files", schema: null, rows: rows.length, parts: [part] };
      },
    };
  },
};

/** The files of a source: a folder, or addresses with their digests. Only read, never written by a step. */
export const files: ArtifactType<FilesReader, never> = {
  kind: "files",
  schema: null,
  open: (manifest, objects) => ({
    async list() {
      const listed: SourceFile[] = [];
      for await (const file of fileRows.read(manifest, objects)) listed.push(file);
      return listed;
    },
    read: (file) => objects.readFile(file.id, file.digest),
  }),
  create() {
    throw new PipelineError({
      code: "files-output",
      message: "a step cannot write files",
      remedy: "Use a table, images, a model or a document.",
    });
  },
  rows: fileRows,
};

/** A list of files as text, a line each: id and digest as a JSON array. (The digest implies the size.) */
export function formatFileList(listed: readonly SourceFile[]): Uint8Array {
  const lines = listed.map(({ id, digest }) => `${JSON.stringify([id, digest])}\n`);
  return new TextEncoder().encode(lines.join(""));
}

export function parseFileList(bytes: Uint8Array): SourceFile[] {
  const lines = new TextDecoder().decode(bytes).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [id, digest] = JSON.parse(line);
    if (typeof id !== "string" || !isDigest(digest)) {
      throw new PipelineError({ code: "damaged-list", message: "a stored list of files cannot be read" });
    }
    return { id, digest };
  });
}
