import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { document } from "../../artifact/document.js";
import { files } from "../../artifact/files.js";
import type { Manifest, ObjectWriter } from "../../artifact/manifest.js";
import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import type { OutputForm } from "./code.js";
import { outputMissing } from "./missing.js";
import { takeTable } from "./table.js";

/** Makes the place of an output below `folder`: an empty folder, or the path that a table's file is to have. */
export async function makePlace(name: string, form: OutputForm, folder: string): Promise<string> {
  const place = join(folder, typeof form === "object" ? `${name}.parquet` : name);
  await mkdir(typeof form === "object" ? dirname(place) : place, { recursive: true });
  return place;
}

/** Stores what a command has left at an output's place. `isInput`: whether a real path is that of a file of its inputs. */
export async function takeIn(
  name: string,
  form: OutputForm,
  place: string,
  objects: ObjectWriter,
  isInput: (path: string) => boolean,
): Promise<Manifest> {
  if (typeof form === "object") return takeTable(name, form, place, objects);
  const sink = form === "files" ? files.create(objects) : document.create(objects);
  for (const { id, path } of filesBelow(name, place, isInput)) await sink.writer.write(id, await readFile(path));
  const manifest = await sink.close();
  if (manifest === undefined) throw outputMissing(name);
  return manifest;
}

interface Left {
  readonly id: string;
  readonly path: string;
}

/** What lies in an output's folder, by id. Names that begin with a dot are left out, as they are in a source. */
function filesBelow(name: string, folder: string, isInput: (path: string) => boolean): readonly Left[] {
  const found: Left[] = [];
  const walk = (below: string, prefix: string): void => {
    for (const entry of readdirSync(below, { withFileTypes: true })) {
      if (entry.name.startsWith(".") || entry.name === "__pycache__") continue;
      const path = join(below, entry.name);
      const id = `${prefix}${entry.name.normalize("NFC")}`;
      if (entry.isDirectory()) walk(path, `${id}/`);
      else if (entry.isFile() || isLinkTo((to) => to.startsWith(real + sep) || isInput(to), entry, path))
        found.push({ id, path });
      else throw notAFile(name, id, entry);
    }
  };
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw outputMissing(name);
  const real = realpathSync(folder);
  walk(folder, "");
  found.sort((a, b) => compareIds(a.id, b.id));
  const twice = found.find(({ id }, index) => found[index + 1]?.id === id);
  if (twice === undefined) return found;
  throw new PipelineError({
    code: "same-name",
    message: `the command left two files of the name "${twice.id}" in "${name}" once written in Unicode NFC`,
    remedy: "Let it give them other names.",
  });
}

/** Whether an entry is a link to a file that may be taken for it. */
function isLinkTo(mayBe: (path: string) => boolean, entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(path).isFile() && mayBe(realpathSync(path));
  } catch {
    // It leads nowhere, or in a circle.
    return false;
  }
}

function notAFile(name: string, id: string, entry: Dirent): PipelineError {
  return new PipelineError({
    code: "output-not-a-file",
    message: entry.isSymbolicLink()
      ? `the command left a link "${id}" in "${name}" that leads to no file of that folder or of an input`
      : `the command left "${id}" in "${name}", which is neither a file nor a folder`,
    remedy: "Let it copy files there: what they are now must not change later.",
  });
}
