import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { LackReason } from "../artifact/files.js";
import { compareIds } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import type { Watcher } from "../store/watcher.js";

/** A file of a source. */
export interface Found {
  readonly id: string;
  readonly path: string;
  /** Set where it has no bytes to read. */
  readonly lack?: LackReason;
}

const IGNORED = /^(thumbs\.db|ehthumbs\.db|desktop\.ini|__pycache__)$/i;

/**
 * Files below a folder, in byte order of their ids, or the file itself; undefined where there is nothing. Names that begin with a dot are left out, as are
 * links to folders. What lies there and is no file that can be read is found with the reason.
 */
export function findFiles(path: string, watcher: Watcher): Found[] | undefined {
  watcher.look(path);
  const top = statSync(path, { throwIfNoEntry: false });
  if (top === undefined) return undefined;
  if (!top.isDirectory()) return [{ id: basename(path).normalize("NFC"), path }];
  const found: Found[] = [];
  const walk = (folder: string, prefix: string): void => {
    watcher.look(folder);
    for (const entry of entriesOf(folder)) {
      if (isLeftOut(entry.name)) continue;
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

/** Whether a folder holds files of these names, of those that are not left out, and nothing else. */
export function hasFiles(folder: string, names: ReadonlySet<string>): boolean {
  let entries: readonly Dirent[];
  try {
    entries = entriesOf(folder);
  } catch {
    return false;
  }
  const listed = entries.filter(({ name }) => !isLeftOut(name));
  return listed.length === names.size && listed.every((entry) => entry.isFile() && names.has(entry.name));
}

/** Whether a path is a file itself, and not a link to one. */
export function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isLeftOut(name: string): boolean {
  return name.startsWith(".") || IGNORED.test(name);
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

export function isForbidden(error: unknown): boolean {
  return systemCode(error) === "EACCES" || systemCode(error) === "EPERM";
}

export function unreadable(what: string, path: string, error: unknown): PipelineError {
  return new PipelineError({
    code: "source-unreadable",
    message: `${what} of the source cannot be read (${systemCode(error) ?? String(error)})`,
    where: path,
    remedy: "Make it readable, or take it out of the folder.",
    cause: error,
  });
}
