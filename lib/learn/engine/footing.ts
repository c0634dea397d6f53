import { access, constants, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../error.js";
import { askApart, describeCrash } from "./apart.js";
import { TENSORFLOW_VERSION, TFJS_VERSION } from "./home.js";
import { type EngineManifest, findDamage, manifestPath, readManifest } from "./manifest.js";
import { CANNOT_LOAD } from "./native.js";
import { addonOf, filesOf, librariesOf, type Rung } from "./rungs.js";
import type { Trial } from "./try-engine.js";

/** Whether a rung of the ladder holds: what its engine is, or a few words on why it can't be used. */
export type Footing = { readonly rung: Rung; readonly files: readonly string[] } & (
  | { readonly holds: true; readonly trial: Trial }
  | { readonly holds: false; readonly reason: string }
);

export const NOT_INSTALLED = "not installed";

/**
 * Tries one rung: looks at its files, checks their digests where `pipeline engine install` noted them, and has the engine
 * compute something in a process of its own, which may crash. Rejects where that process is killed from outside.
 */
export async function stepOn(rung: Rung): Promise<Footing> {
  const looked =
    rung.installation === undefined ? await lookAtPackage(rung) : await lookAtInstallation(rung.installation);
  const files = filesOf(rung, looked.manifest);
  if (looked.reason !== undefined) return { rung, files, holds: false, reason: looked.reason };
  const { engine: name, folder } = rung;
  const ending = await askApart<object, Trial>("learn/engine/try-engine", { name, folder, threads: 1 });
  switch (ending.kind) {
    case "answered":
      return { rung, files, holds: true, trial: ending.answer };
    case "failed":
      return { rung, files, holds: false, reason: ending.failure.message.replace(CANNOT_LOAD, "") };
    case "crashed":
      return { rung, files, holds: false, reason: describeCrash(ending) };
  }
}

interface Look {
  readonly reason?: string;
  readonly manifest?: EngineManifest;
}

async function lookAtInstallation(installation: string): Promise<Look> {
  const manifest = await readManifest(installation);
  if (manifest === undefined) return { reason: NOT_INSTALLED };
  if (typeof manifest === "string") return { reason: manifest };
  const { tfjs, tensorflow } = manifest;
  if (tfjs !== TFJS_VERSION || tensorflow !== TENSORFLOW_VERSION) {
    const wanted = `${TFJS_VERSION} with TensorFlow ${TENSORFLOW_VERSION}`;
    return {
      manifest,
      reason: `${manifestPath(installation)} tells of ${tfjs} with TensorFlow ${tensorflow}, not ${wanted}`,
    };
  }
  const damage = await findDamage(installation, manifest);
  return damage === undefined ? { manifest } : { manifest, reason: damage };
}

async function lookAtPackage({ folder, engine, package: name }: Rung): Promise<Look> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    if (version !== TFJS_VERSION)
      return { reason: `version ${version} is there, and tamiz works with ${TFJS_VERSION}` };
    if (engine === "wasm") return {};
    if (!(await isThere(addonOf(folder)))) {
      return { reason: `its addon is not there: its install script did not run (npm rebuild ${name} runs it)` };
    }
    for (const library of librariesOf(folder)) {
      if (!(await isThere(library)))
        return { reason: "TensorFlow's library is not there: its download did not end well" };
    }
    return {};
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { reason: NOT_INSTALLED };
    if (code !== undefined)
      return { reason: `${(error as NodeJS.ErrnoException).path ?? folder} can't be read (${code})` };
    return { reason: "its package.json is damaged" };
  }
}

/** Rejects where it is there and can't be read. */
async function isThere(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}
