import { basename } from "node:path";
import PQueue from "p-queue";
import {
  type ListedFile,
  type ListPart,
  listFiles,
  listManifest,
  listPart,
  type SourceFile,
} from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Download, Source } from "../config/pipeline.js";
import { digestBytes, digestFile, type ObjectDigest } from "../digest.js";
import { PipelineError, type Place } from "../error.js";
import { digestManifest } from "../store/objects.js";
import type { Watcher } from "../store/watcher.js";
import { type Found, isForbidden, unreadable } from "./find-files.js";
import { formatKnown, formatPart, KnownFiles } from "./known-files.js";
import { type Cut, cutAgain, cutFound } from "./layout.js";

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
  /** The digest of what is known of its files for the next walk; undefined where none is here yet. */
  readonly known: string | undefined;
}

const PARALLEL_READS = 8;

/** What earlier walks found out about a source, as text, and its digest. */
interface Known {
  readonly text: string;
  readonly digest: string;
}

/**
 * Walks a source into a table, reading only files that are new or look different from what is known; `learned` is what is known
 * afterwards, undefined where that is the same.
 */
export async function walkSource(
  source: Source,
  place: Place | string,
  known: Known,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<{ readonly table: SourceTable; readonly learned: string | undefined }> {
  const { path = "", download } = source;
  const files = new KnownFiles(known.text);
  const layout = cutAgain(path, files, known.digest, watcher) ?? cutFound(source.path, files, watcher);
  if (layout === undefined) {
    if (download.length === 0) throw missing(source, place);
    const listed = download.map(({ id, sha256 }): SourceFile => ({ id, digest: sha256 as ObjectDigest }));
    const isFile = listed.length === 1 && (source.path === undefined || basename(path) === listed[0]?.id);
    const rest = { isFile, path: source.path, renamed: {}, download, known: undefined };
    return { table: tabulate(listFiles(listed), rest), learned: undefined };
  }
  const { cuts, isFile, renamed } = layout;
  const pieces = await listCuts(cuts, files, onFile, watcher);
  const isPlain = !isFile && Object.keys(renamed).length === 0;
  const text = formatKnown(
    pieces.map(({ line }) => line),
    isPlain,
  );
  const learned = text === known.text ? undefined : text;
  const digest = learned === undefined ? known.digest : digestBytes(learned);
  const parts = pieces.map(({ part }) => part);
  return { table: tabulate(parts, { isFile, path, renamed, download: [], known: digest }), learned };
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

async function listCuts(
  cuts: readonly Cut[],
  known: KnownFiles,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<readonly Piece[]> {
  const others = known.filesBeside(new Set(cuts.flatMap((one) => ("known" in one ? [one.known] : []))));
  const isToRead = ({ id, path, lack }: Found) =>
    lack === undefined && others.get(id)?.look !== watcher.fingerprint(path);
  const toRead = cuts.flatMap((one) => ("found" in one ? one.found.filter(isToRead) : []));
  const total = cuts.reduce((sum, one) => sum + ("found" in one ? one.found.length : one.known.part.rows), 0);
  let done = total - toRead.length;
  onFile(done, total);
  const queue = new PQueue({ concurrency: PARALLEL_READS });
  const read = new Map<string, ListedFile>();
  await queue.addAll(
    toRead.map((file) => async () => {
      read.set(file.id, await digestReadable(file));
      onFile(++done, total);
    }),
  );
  const list = ({ id, lack }: Found): ListedFile => {
    if (lack !== undefined) return { id, digest: null, lack };
    return read.get(id) ?? { id, digest: others.get(id)?.digest as ObjectDigest };
  };
  return cuts.map((one) => {
    if ("known" in one) return one.known;
    const listed = one.found.map(list);
    const part = listPart(listed);
    return { part, line: formatPart(one.found, listed, part, watcher) };
  });
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
