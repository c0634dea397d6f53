import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Manifest } from "../artifact/manifest.js";
import { digestBytes, type Json, type ObjectDigest } from "../digest.js";
import { PipelineError, systemCode } from "../error.js";
import type { PlannedTask } from "../plan/task.js";
import { cellName } from "../step/cell-name.js";
import { draftIn } from "../store/draft.js";
import type { TaskRecord } from "../store/records.js";
import type { Store } from "../store/store.js";
import { explainWriteError, retryWithFolder, writeWhole } from "../store/write.js";

/** Shows all that a task has made. */
export async function showOutputs(
  store: Store,
  { step, cell }: Pick<PlannedTask, "step" | "cell">,
  outputs: TaskRecord["outputs"],
): Promise<void> {
  for (const [name, digest] of Object.entries(outputs)) {
    await showArtifact(store, viewOf(step.name, cell.axes, name), digest);
  }
}

/**
 * Makes `artifacts/<step>/<output>` show an artifact: a symbolic link to a folder whose files are links to the
 * artifact's objects; of documents, copies, since a browser takes a page's type from the name that a link ends at. The
 * link is replaced by rename, so that a reader sees one result or the other. All of it is in the project's own folder,
 * wherever the store is.
 */
export async function showArtifact(store: Store, view: readonly string[], digest: ObjectDigest): Promise<void> {
  const manifest = store.objects.manifest(digest);
  if (manifest === undefined) return;
  const folder = join(store.artifacts, "views", digest);
  const link = join(store.artifacts, ...view);
  const target = relative(dirname(link), folder);
  try {
    const { fileSystem } = store;
    if (!existsSync(folder)) await fileSystem.mkdir(folder);
    for (const part of manifest.kind === "files" ? listedIn(manifest, store) : manifest.parts) {
      const path = join(folder, part.name);
      if (!path.startsWith(folder + sep)) throw outside(part.name, digest);
      if (manifest.kind === "document") {
        if (digestFile(path) === part.digest) continue;
        const temporary = join(store.artifacts, "tmp");
        await writeWhole(path, await store.objects.read(part.digest), { temporary, fileSystem });
        continue;
      }
      const object = linkToObject(dirname(path), part.digest, store);
      if (readlink(path) !== object) await makeLink(object, path, store);
    }
    if (readlink(link) !== target) await replaceLink(target, link, store);
  } catch (error) {
    throw explainWriteError(error, link);
  }
}

function outside(name: string, artifact: ObjectDigest): PipelineError {
  return new PipelineError({
    code: "wrong-part-name",
    message: `the artifact ${artifact.slice(0, 12)} has a part called "${name}", which would lie outside its folder`,
    remedy: "Results that were imported may have been tampered with: make them anew with --force.",
  });
}

/** The files that a list names, which is what a person looks for. */
function listedIn(
  manifest: Manifest,
  { objects }: Store,
): readonly { readonly name: string; readonly digest: ObjectDigest }[] {
  return objects.listed(manifest).map(({ id, digest }) => ({ name: id, digest }));
}

/** Relative within the artifacts folder, so that a project can be moved; to a store elsewhere absolute. */
function linkToObject(folder: string, digest: ObjectDigest, store: Store): string {
  const path = store.objects.path(digest);
  return path.startsWith(store.artifacts + sep) ? relative(folder, path) : path;
}

/** Makes a link where there is none; one that leads elsewhere is replaced. */
async function makeLink(target: string, path: string, store: Store): Promise<void> {
  try {
    await retryWithFolder(path, store.fileSystem, () => store.fileSystem.symlink(target, path));
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    await replaceLink(target, path, store);
  }
}

async function replaceLink(target: string, path: string, { artifacts, fileSystem }: Store): Promise<void> {
  const draft = draftIn(join(artifacts, "tmp"));
  try {
    await retryWithFolder(draft, fileSystem, () => fileSystem.symlink(target, draft));
    await retryWithFolder(path, fileSystem, () => fileSystem.rename(draft, path));
  } catch (error) {
    await fileSystem.remove(draft).catch(() => undefined);
    throw error;
  }
}

function digestFile(path: string): ObjectDigest | undefined {
  try {
    return digestBytes<"object">(readFileSync(path));
  } catch {
    return undefined;
  }
}

function readlink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Where a task's output is shown: `train/model`, `folds/fold=1/model`. */
export function viewOf(step: string, axes: { readonly [axis: string]: Json }, output: string): readonly string[] {
  return [step, ...(Object.keys(axes).length === 0 ? [] : [cellName(axes)]), output];
}
