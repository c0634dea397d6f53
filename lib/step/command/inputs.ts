import { mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { parseListedFiles } from "../../artifact/files.js";
import type { Manifest, ObjectReader } from "../../artifact/manifest.js";
import { PipelineError } from "../../error.js";
import { cellName } from "../cell-name.js";
import type { TaskInput } from "../execute.js";
import type { InputForm } from "./code.js";
import type { Workplace } from "./workplace.js";

/** An input as a command finds it. */
export interface LaidOut {
  readonly path: string;
  /** Where the bytes of its files lie: path → the file's name within the input. */
  readonly files: ReadonlyMap<string, string>;
}

/** Lays an input out below `folder` as links to checked bytes, which are neither copied nor moved. */
export async function layOut(
  input: TaskInput,
  form: InputForm,
  folder: string,
  workplace: Workplace,
  objects: Pick<ObjectReader, "read">,
): Promise<LaidOut> {
  const files = new Map<string, string>();
  await mkdir(folder, { recursive: true });
  const members =
    input.kind === "one"
      ? [{ name: "", manifest: input.manifest }]
      : input.members.map(({ cell, manifest }) => ({ name: cellName(cell), manifest }));
  let first = folder;
  for (const { name, manifest } of members) {
    const below = join(folder, name);
    await mkdir(below, { recursive: true });
    for (const { id, path } of await locateAll(manifest, workplace, objects)) {
      const link = join(below, id);
      if (!resolve(link).startsWith(below + sep)) throw wrongName(id);
      await mkdir(dirname(link), { recursive: true });
      await symlink(path, link);
      if (files.size === 0) first = link;
      files.set(path, join(name, id));
    }
  }
  return { path: form === "file" ? first : folder, files };
}

/** The files of an artifact: those that a list names, or else its parts. */
async function locateAll(
  manifest: Manifest,
  workplace: Workplace,
  objects: Pick<ObjectReader, "read">,
): Promise<readonly { readonly id: string; readonly path: string }[]> {
  const located: { readonly id: string; readonly path: string }[] = [];
  for (const { name, digest } of manifest.parts) {
    if (manifest.kind !== "files") located.push({ id: name, path: await workplace.locateObject(digest) });
    else located.push(...(await locateListed(await objects.read(digest), workplace)));
  }
  return located;
}

async function locateListed(list: Uint8Array, workplace: Workplace) {
  const located: { readonly id: string; readonly path: string }[] = [];
  for (const { id, digest, ...rest } of parseListedFiles(list)) {
    if (digest === null && "lack" in rest && rest.lack === "no-permission") throw forbidden(id);
    if (digest === null) continue;
    located.push({ id, path: await workplace.locateFile(id, digest) });
  }
  return located;
}

function forbidden(id: string): PipelineError {
  return new PipelineError({
    code: "source-unreadable",
    message: `the file "${id}" may not be read`,
    where: id,
    remedy: "Make it readable, or take it out of the folder.",
  });
}

function wrongName(id: string): PipelineError {
  return new PipelineError({
    code: "file-path",
    message: `an input has a file "${id}", which leads out of its folder`,
    remedy: "Let the step that makes it write it under a relative path without `..`.",
  });
}
