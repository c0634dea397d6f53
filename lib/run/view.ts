import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { canonical, digestBytes, type ObjectDigest } from "../digest.js";
import { draftIn } from "../store/draft.js";
import type { Store } from "../store/store.js";
import { explainWriteError, writeWhole } from "../store/write.js";

/**
 * Makes `artifacts/<step>/<output>` show an artifact: a symbolic link to a folder whose files are links to the
 * artifact's objects; of documents, copies, since a browser takes a page's type from the name that a link ends at. The
 * link is replaced by rename, so that a reader sees one result or the other.
 */
export async function showArtifact(store: Store, view: readonly string[], digest: ObjectDigest): Promise<void> {
  const manifest = store.objects.manifest(digest);
  if (manifest === undefined) return;
  const folder = join(store.folder, "views", digest);
  const link = join(store.folder, ...view);
  const target = relative(dirname(link), folder);
  try {
    if (!existsSync(folder)) await store.fileSystem.mkdir(folder);
    for (const part of manifest.parts) {
      const path = join(folder, part.name);
      if (manifest.kind === "document") {
        if (digestFile(path) === part.digest) continue;
        const temporary = join(store.folder, "tmp");
        const { fileSystem } = store;
        await writeWhole(path, await store.objects.read(part.digest), { temporary, fileSystem });
        continue;
      }
      const object = relative(folder, store.objects.path(part.digest));
      if (readlink(path) !== object) await replaceLink(object, path, store);
    }
    if (readlink(link) !== target) await replaceLink(target, link, store);
  } catch (error) {
    throw explainWriteError(error, link);
  }
}

async function replaceLink(target: string, path: string, { folder, fileSystem }: Store): Promise<void> {
  const draft = draftIn(join(folder, "tmp"));
  await fileSystem.mkdir(dirname(draft));
  await fileSystem.mkdir(dirname(path));
  try {
    await fileSystem.symlink(target, draft);
    await fileSystem.rename(draft, path);
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
export function viewOf(step: string, axes: { readonly [axis: string]: unknown }, output: string): readonly string[] {
  const cell = Object.entries(axes).map(
    ([axis, value]) => `${axis}=${typeof value === "string" ? value : canonical(value)}`,
  );
  return [step, ...(cell.length === 0 ? [] : [cell.join(",").replaceAll("/", "_")]), output];
}
