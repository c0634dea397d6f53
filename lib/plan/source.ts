import { basename } from "node:path";
import PQueue from "p-queue";
import {
  endOfListPart,
  type ListedFile,
  type ListPart,
  listFiles,
  listManifest,
  listPart,
  type SourceFile,
} from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Download, Source } from "../config/pipeline.js";
import { digestFile, type ObjectDigest } from "../digest.js";
import { PipelineError, type Place } from "../error.js";
import { digestManifest } from "../store/objects.js";
import type { Watcher } from "../store/watcher.js";
import { type Found, findFiles, isForbidden, unreadable } from "./find-files.js";
import { formatPart, KnownFiles, type KnownPart } from "./known-files.js";

/** A source as a table of files: its digest is what counts in a key. */
export interface SourceTable {
  readonly digest: ObjectDigest;
  readonly manifest: Manifest;
  /** To be stored when a task reads them. */
  readonly parts: readonly ListPart[];
  /** True where the source is one file, and not a folder. */
  readonly isFile: boolean;
  readonly path: string | undefined;
  /** Paths of files whose name on disk is not its id. */
  readonly renamed: { readonly [id: string]: string };
  /** Files to fetch before a task can read the source. */
  readonly download: readonly Download[];
}

const PARALLEL_READS = 8;

/**
 * Walks a source into a table, reading only files that are new or look different from what is known; `known` is what is known
 * afterwards, undefined where that is the same.
 */
export async function walkSource(
  source: Source,
  place: Place | string,
  known: string,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<{ readonly table: SourceTable; readonly known: string | undefined }> {
  const found = source.path === undefined ? undefined : findFiles(source.path, watcher);
  if (found === undefined) {
    if (source.download.length === 0) throw missing(source, place);
    const files = source.download.map(({ id, sha256 }): SourceFile => ({ id, digest: sha256 as ObjectDigest }));
    const isFile = files.length === 1 && (source.path === undefined || basename(source.path) === files[0]?.id);
    return {
      table: tabulate(listFiles(files), { isFile, path: source.path, renamed: {}, download: source.download }),
      known: undefined,
    };
  }
  const pieces = await listFound(found, new KnownFiles(known), onFile, watcher);
  const nowKnown = pieces.map(({ line }) => line).join("\n");
  const root = source.path ?? "";
  const isFile = found.length === 1 && found[0]?.path === root;
  const renamed = Object.fromEntries(
    found.filter(({ id, path }) => `${root}/${id}` !== path).map(({ id, path }) => [id, path]),
  );
  const parts = pieces.map(({ part }) => part);
  return {
    table: tabulate(parts, { isFile, path: root, renamed, download: [] }),
    known: nowKnown === known ? undefined : nowKnown,
  };
}

function missing(source: Source, place: Place | string): PipelineError {
  return new PipelineError({
    code: "source-missing",
    message: `there is nothing at ${source.text}`,
    where: place,
    remedy: "Put the pictures there, or name another folder: `--set ingest.in.photos=<folder>`.",
  });
}

/** A part of the list, and what of it is kept for the next walk. */
interface Piece {
  readonly part: ListPart;
  readonly line: string;
}

async function listFound(
  found: readonly Found[],
  known: KnownFiles,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<readonly Piece[]> {
  const cuts = cut(found, known, watcher);
  const others = known.filesBeside(new Set(cuts.flatMap((one) => one.known ?? [])));
  const isToRead = ({ id, path, lack }: Found) =>
    lack === undefined && others.get(id)?.look !== watcher.fingerprint(path);
  const toRead = cuts.flatMap((one) => (one.known === undefined ? one.found.filter(isToRead) : []));
  let done = found.length - toRead.length;
  onFile(done, found.length);
  const queue = new PQueue({ concurrency: PARALLEL_READS });
  const read = new Map<string, ListedFile>();
  await queue.addAll(
    toRead.map((file) => async () => {
      read.set(file.id, await digestReadable(file));
      onFile(++done, found.length);
    }),
  );
  const list = ({ id, lack }: Found): ListedFile => {
    if (lack !== undefined) return { id, digest: null, lack };
    return read.get(id) ?? { id, digest: others.get(id)?.digest as ObjectDigest };
  };
  return cuts.map(({ found, known }) => {
    if (known?.part !== undefined) return { part: known.part, line: known.line };
    const listed = found.map(list);
    const part = listPart(listed);
    return { part, line: formatPart(found, listed, part, watcher) };
  });
}

/** Where the parts of the list begin and end, and which are known. */
function cut(found: readonly Found[], known: KnownFiles, watcher: Watcher) {
  const cuts: { readonly found: readonly Found[]; readonly known: KnownPart | undefined }[] = [];
  for (let start = 0; start < found.length || cuts.length === 0; ) {
    const part = known.partAt(found, start, watcher);
    const end = part === undefined ? endOfListPart(found, start) : start + part.files.length;
    cuts.push({ found: found.slice(start, end), known: part });
    start = end;
  }
  return cuts;
}

async function digestReadable({ id, path }: Found): Promise<ListedFile> {
  try {
    return { id, digest: await digestFile<"object">(path) };
  } catch (error) {
    if (isForbidden(error)) return { id, digest: null, lack: "no-permission" };
    throw unreadable("a file", path, error);
  }
}

function tabulate(parts: readonly ListPart[], rest: Omit<SourceTable, "digest" | "manifest" | "parts">): SourceTable {
  const manifest = listManifest(parts);
  return { digest: digestManifest(manifest), manifest, parts, ...rest };
}
