import { compareIds, digestBytes, isDigest, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import {
  endsPart,
  MAX_PART_ROWS,
  type Manifest,
  type ObjectReader,
  type ObjectWriter,
  type Part,
  partName,
  type Stored,
} from "./manifest.js";
import type { RandomAccess } from "./random-access.js";
import type { ArtifactType, RowFormat } from "./type.js";

/** One file of a source. */
export interface SourceFile {
  /** Path below the source, in Unicode NFC with `/`. */
  readonly id: string;
  readonly digest: ObjectDigest;
}

/** Why something that lies in a source like a file cannot be read. */
export const LACKS = ["dangling-link", "no-permission", "not-a-file"] as const;
export type LackReason = (typeof LACKS)[number];

/** What lies in a source like a file, but has no bytes to read. */
export interface LackingFile {
  readonly id: string;
  readonly digest: null;
  readonly lack: LackReason;
}

export type ListedFile = SourceFile | LackingFile;

/** Some of the files, one after another. */
export interface FilesPart {
  readonly digest: ObjectDigest;
  list(): Promise<readonly ListedFile[]>;
}

export interface FilesReader {
  /** All that lies there, in byte order of its id, in parts that are read when they are asked for. */
  readonly parts: readonly FilesPart[];
  /** Every file that can be read, in byte order of its id. */
  list(): Promise<readonly SourceFile[]>;
  /** The file's bytes; fails if they are no longer those that were listed. */
  read(file: SourceFile): Promise<Uint8Array>;
  /** The file, to read pieces of it; fails if it is no longer the one that was listed. */
  open(file: SourceFile): Promise<RandomAccess>;
  /** Keeps what was unpacked of a file outside memory, until the task ends. */
  spool(chunks: AsyncIterable<Uint8Array>): Promise<RandomAccess>;
}

export interface FilesWriter {
  /** Adds a file under a relative path with `/`; each path once. */
  write(id: string, content: Uint8Array): Promise<void>;
}

/** Lists of files, as a task over some rows of a list reads them. */
const fileRows: RowFormat<ListedFile> = {
  async *read(manifest, objects) {
    for (const part of manifest.parts) yield* await openPart(part, objects).list();
  },
  create(objects) {
    const rows: ListedFile[] = [];
    return {
      writer: {
        async write(row) {
          rows.push(row);
        },
      },
      close: () => writeList(rows, objects),
    };
  },
};

/**
 * Files with their paths: those of a source stay where they are, those that a step writes are stored. The artifact is a
 * list of them.
 */
export const files: ArtifactType<FilesReader, FilesWriter> = {
  kind: "files",
  schema: null,
  open(manifest, objects) {
    const parts = manifest.parts.map((part) => openPart(part, objects));
    const readAll = async () => {
      const listed: ListedFile[] = [];
      for (const part of parts) listed.push(...(await part.list()));
      return listed;
    };
    let all: Promise<readonly ListedFile[]> | undefined;
    const listAll = () => {
      all ??= readAll();
      return all;
    };
    return {
      parts,
      list: async () => (await listAll()).filter(isReadable),
      read: (file) => objects.readFile(file.id, file.digest),
      open: (file) => objects.openFile(file.id, file.digest),
      spool: (chunks) => objects.spool(chunks),
    };
  },
  create(objects) {
    const written = new Map<string, ObjectDigest>();
    return {
      writer: {
        async write(id, content) {
          if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(id)) throw wrongPath(id);
          written.set(id.normalize("NFC"), await objects.write(content));
        },
      },
      async close() {
        if (written.size === 0) return undefined;
        return writeList(
          [...written].map(([id, digest]) => ({ id, digest })),
          objects,
        );
      },
    };
  },
  rows: fileRows,
};

function openPart({ digest }: Part, objects: Pick<ObjectReader, "read">): FilesPart {
  let listed: Promise<readonly ListedFile[]> | undefined;
  const list = () => {
    listed ??= objects.read(digest).then(parseListedFiles);
    return listed;
  };
  return { digest, list };
}

function isReadable(file: ListedFile): file is SourceFile {
  return file.digest !== null;
}

async function writeList(listed: readonly ListedFile[], objects: ObjectWriter): Promise<Manifest> {
  const parts = listFiles(listed);
  for (const part of parts) await objects.write(part.bytes());
  return listManifest(parts);
}

/** A part of a list of files, in byte order of their ids. */
export interface ListPart extends Stored {
  readonly rows: number;
  bytes(): Uint8Array;
}

/** All parts of the list of some files; of none, one part without rows. */
export function listFiles(listed: readonly ListedFile[]): readonly ListPart[] {
  const sorted = [...listed].sort((a, b) => compareIds(a.id, b.id));
  const parts: ListPart[] = [];
  for (let start = 0; start < sorted.length || parts.length === 0; ) {
    const end = endOfListPart(sorted, start);
    parts.push(listPart(sorted.slice(start, end)));
    start = end;
  }
  return parts;
}

export function listPart(listed: readonly ListedFile[]): ListPart {
  const bytes = formatFileList(listed);
  return { digest: digestBytes<"object">(bytes), size: bytes.byteLength, rows: listed.length, bytes: () => bytes };
}

/** Where the part of a list that begins at `start` ends: of ids in byte order, it depends on these alone. */
export function endOfListPart(sorted: readonly { readonly id: string }[], start: number): number {
  const most = Math.min(start + MAX_PART_ROWS, sorted.length);
  for (let end = start; end < most; end++) if (endsPart(sorted[end]?.id ?? "")) return end + 1;
  return most;
}

/** The list as an artifact. */
export function listManifest(parts: readonly ListPart[]): Manifest {
  return {
    kind: "files",
    schema: null,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    parts: parts.map(({ digest, size, rows }, index) => ({ name: partName(index, "ndjson"), digest, size, rows })),
  };
}

/**
 * A list of files as text, a line each: id and digest as a JSON array, or id, null and what is lacking. (The digest implies
 * the size.)
 */
function formatFileList(listed: readonly ListedFile[]): Uint8Array {
  const lines = listed.map((file) => {
    const fields = isReadable(file) ? [file.id, file.digest] : [file.id, null, file.lack];
    return `${JSON.stringify(fields)}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}

/** The files of a list that can be read. */
export function parseFileList(bytes: Uint8Array): SourceFile[] {
  return parseListedFiles(bytes).filter(isReadable);
}

export function parseListedFiles(bytes: Uint8Array): ListedFile[] {
  // To parse one text is faster than to parse each line of it. JSON text has no line breaks of its own.
  const lines = new TextDecoder().decode(bytes).trimEnd().replaceAll("\n", ",");
  return JSON.parse(`[${lines}]`).map(([id, digest, lack]: readonly unknown[]): ListedFile => {
    if (typeof id === "string" && digest === null && isLack(lack)) return { id, digest, lack };
    if (typeof id !== "string" || typeof digest !== "string" || !isDigest(digest)) {
      throw new PipelineError({ code: "damaged-list", message: "a stored list of files cannot be read" });
    }
    return { id, digest };
  });
}

function isLack(value: unknown): value is LackReason {
  return LACKS.some((lack) => lack === value);
}

function wrongPath(id: string): PipelineError {
  return new PipelineError({
    code: "file-path",
    message: `a step wrote a file under "${id}", which is no relative path`,
    remedy: "Write it under a path such as `cats/1.jpg`.",
  });
}
