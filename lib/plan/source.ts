import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import PQueue from "p-queue";
import { type LackReason, type ListedFile, listFiles, type SourceFile } from "../artifact/files.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Download, Source } from "../config/pipeline.js";
import { compareIds, digestFile, type ObjectDigest } from "../digest.js";
import { PipelineError, type Place, systemCode } from "../error.js";
import { digestManifest } from "../store/objects.js";
import { type Watcher, wasStill } from "../store/watcher.js";

/** A source as a table of files: its digest is what counts in a key. */
export interface SourceTable {
  readonly digest: ObjectDigest;
  readonly manifest: Manifest;
  /** The parts' bytes, to be stored when a task reads them. */
  readonly parts: readonly Uint8Array[];
  readonly files: readonly ListedFile[];
  /** True where the source is one file, and not a folder. */
  readonly isFile: boolean;
  readonly path: string | undefined;
  /** Paths of files whose name on disk is not its id. */
  readonly renamed: { readonly [id: string]: string };
  /** Files to fetch before a task can read the source. */
  readonly download: readonly Download[];
}

/** What was found out about files, kept so that unchanged ones are not read again: id → stat and digest. */
export type KnownFiles = ReadonlyMap<string, KnownFile>;
export type KnownFile = readonly [stat: string, digest: ObjectDigest];

interface Found {
  readonly id: string;
  readonly path: string;
  /** Set where it has no bytes to read. */
  readonly lack?: LackReason;
}

const PARALLEL_READS = 8;
const IGNORED = /^(thumbs\.db|ehthumbs\.db|desktop\.ini|__pycache__)$/i;

/**
 * Walks a source into a table, reading only files that are new or look different from what is known; `known` is what is known
 * afterwards, undefined where that is the same.
 */
export async function walkSource(
  source: Source,
  place: Place | string,
  known: KnownFiles,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<{ readonly table: SourceTable; readonly known: KnownFiles | undefined }> {
  const found = source.path === undefined ? undefined : findFiles(source.path, watcher);
  if (found === undefined) {
    if (source.download.length === 0) throw missing(source, place);
    const files = source.download.map(({ id, sha256 }): SourceFile => ({ id, digest: sha256 as ObjectDigest }));
    const isFile = files.length === 1 && (source.path === undefined || basename(source.path) === files[0]?.id);
    return {
      table: tabulate(files, { isFile, path: source.path, renamed: {}, download: source.download }),
      known: undefined,
    };
  }
  const { files, known: nowKnown } = await digestFiles(found, known, onFile, watcher);
  const root = source.path ?? "";
  const isFile = found.length === 1 && found[0]?.path === root;
  const renamed = Object.fromEntries(
    found.filter(({ id, path }) => `${root}/${id}` !== path).map(({ id, path }) => [id, path]),
  );
  return { table: tabulate(files, { isFile, path: root, renamed, download: [] }), known: nowKnown };
}

function missing(source: Source, place: Place | string): PipelineError {
  return new PipelineError({
    code: "source-missing",
    message: `there is nothing at ${source.text}`,
    where: place,
    remedy: "Put the pictures there, or name another folder: `--set ingest.in.photos=<folder>`.",
  });
}

/**
 * Files below a folder, or the file itself; undefined where there is nothing. Names that begin with a dot are left out, as are
 * links to folders. What lies there and is no file that can be read is found with the reason.
 */
function findFiles(path: string, watcher: Watcher): Found[] | undefined {
  watcher.look(path);
  const top = statSync(path, { throwIfNoEntry: false });
  if (top === undefined) return undefined;
  if (!top.isDirectory()) return [{ id: basename(path).normalize("NFC"), path }];
  const found: Found[] = [];
  const walk = (folder: string, prefix: string): void => {
    watcher.look(folder);
    for (const entry of entriesOf(folder)) {
      if (entry.name.startsWith(".") || IGNORED.test(entry.name)) continue;
      const entryPath = `${folder}/${entry.name}`;
      const id = `${prefix}${entry.name.normalize("NFC")}`;
      if (entry.isDirectory()) walk(entryPath, `${id}/`);
      else if (entry.isFile()) found.push({ id, path: entryPath });
      else if (entry.isSymbolicLink()) {
        watcher.look(entryPath);
        const lead = leadOf(entryPath);
        if (lead !== "folder") found.push({ id, path: entryPath, ...(lead === "file" ? {} : { lack: lead }) });
      } else found.push({ id, path: entryPath, lack: "not-a-file" });
    }
  };
  walk(path, "");
  found.sort((a, b) => compareIds(a.id, b.id));
  for (const [index, { id, path: first }] of found.entries()) {
    const next = found[index + 1];
    if (next?.id !== id) continue;
    throw new PipelineError({
      code: "same-name",
      message: `two files have the same name "${id}" once written in Unicode NFC`,
      where: first,
      remedy: `Rename one of them; the other is ${next.path}.`,
    });
  }
  return found;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable("a folder", folder, error);
  }
}

/** Where a link leads. */
function leadOf(path: string): "file" | "folder" | LackReason {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return "dangling-link";
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : "not-a-file";
  } catch (error) {
    // A cycle of links leads nowhere.
    return isForbidden(error) ? "no-permission" : "dangling-link";
  }
}

function isForbidden(error: unknown): boolean {
  return systemCode(error) === "EACCES" || systemCode(error) === "EPERM";
}

async function digestFiles(
  found: readonly Found[],
  known: KnownFiles,
  onFile: (done: number, total: number) => void,
  watcher: Watcher,
): Promise<{ readonly files: ListedFile[]; readonly known: KnownFiles | undefined }> {
  const queue = new PQueue({ concurrency: PARALLEL_READS });
  const listed = found.map(({ id, path, lack }): ListedFile | undefined => {
    if (lack !== undefined) return { id, digest: null, lack };
    const [look, digest] = known.get(id) ?? [];
    return digest !== undefined && look === watcher.fingerprint(path) ? { id, digest } : undefined;
  });
  const unknown = found.flatMap((file, index) => (listed[index] === undefined ? [{ file, index }] : []));
  let done = found.length - unknown.length;
  onFile(done, found.length);
  await queue.addAll(
    unknown.map(({ file, index }) => async () => {
      listed[index] = await digestReadable(file);
      onFile(++done, found.length);
    }),
  );
  const files = listed.filter((file) => file !== undefined);
  const readable = found.filter(({ lack }) => lack === undefined);
  const isNews = unknown.length > 0 || readable.length !== known.size;
  return { files, known: isNews ? knownOf(found, listed, watcher) : undefined };
}

/** What a later walk may rely on: of files that had been still for long enough when they were looked at. */
function knownOf(found: readonly Found[], listed: readonly (ListedFile | undefined)[], watcher: Watcher): KnownFiles {
  const known = new Map<string, KnownFile>();
  for (const [index, { id, path }] of found.entries()) {
    const digest = listed[index]?.digest ?? null;
    const sight = digest === null ? undefined : watcher.look(path);
    if (digest !== null && sight !== undefined && wasStill(sight, watcher.began)) {
      known.set(id, [sight.fingerprint, digest]);
    }
  }
  return known;
}

async function digestReadable({ id, path }: Found): Promise<ListedFile> {
  try {
    return { id, digest: await digestFile<"object">(path) };
  } catch (error) {
    if (isForbidden(error)) return { id, digest: null, lack: "no-permission" };
    throw unreadable("a file", path, error);
  }
}

function unreadable(what: string, path: string, error: unknown): PipelineError {
  return new PipelineError({
    code: "source-unreadable",
    message: `${what} of the source cannot be read (${systemCode(error) ?? String(error)})`,
    where: path,
    remedy: "Make it readable, or take it out of the folder.",
    cause: error,
  });
}

function tabulate(files: readonly ListedFile[], rest: Rest): SourceTable {
  const { manifest, parts } = listFiles(files);
  return { digest: digestManifest(manifest), manifest, parts, files, ...rest };
}

type Rest = Pick<SourceTable, "isFile" | "path" | "renamed" | "download">;
