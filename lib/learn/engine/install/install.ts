import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stepOn } from "../footing.js";
import { engineHome, installationFolder, TENSORFLOW_VERSION, TFJS_VERSION } from "../home.js";
import { writeManifest } from "../manifest.js";
import { installedRung } from "../rungs.js";
import { beginMaking, putInPlace, removeLeftovers } from "./making.js";
import { findTools, unwritable } from "./requirements.js";
import {
  compileAddon,
  downloaded,
  downloadWheel,
  installPackages,
  keepLoaded,
  type Making,
  tryOut,
  unpackWheel,
  WHEEL_BYTES,
} from "./stages.js";

/** What an installation is doing. */
export interface InstallProgress {
  readonly stage: string;
  /** Bytes downloaded so far and in all, where that can be told. */
  readonly bytes?: number;
  readonly total?: number;
}

export interface InstallOptions {
  readonly home?: string;
  readonly signal?: AbortSignal | undefined;
  onProgress(progress: InstallProgress): void;
}

const GROWTH_INTERVAL_MS = 500;

/**
 * Installs the native engine into an engine home: the package `@tensorflow/tfjs-node` from npm, TensorFlow's libraries
 * out of the wheel `tensorflow-cpu`, both checked by digest, and the package's addon compiled against them. It is made in
 * a folder beside the final one, tried in a process of its own, noted in a manifest, and renamed into place: whatever
 * stops it leaves nothing that could be taken for an engine. Says whether there was anything to do.
 */
export async function installNative({ home = engineHome(), signal, onProgress }: InstallOptions): Promise<boolean> {
  onProgress({ stage: "looking for the native engine, and for what making it takes" });
  if ((await stepOn(installedRung(home))).holds) return false;
  const tools = await findTools(home);
  const folder = await beginMaking(home).catch((error) => {
    throw unwritable(home, error);
  });
  try {
    await removeLeftovers(home);
    await make({ folder, tools, signal }, onProgress);
    signal?.throwIfAborted();
    await putInPlace(join(folder, "kept"), installationFolder(home), join(folder, "replaced"));
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function make(making: Making, onProgress: InstallOptions["onProgress"]): Promise<void> {
  const { folder, signal } = making;
  const kept = join(folder, "kept");
  const stage = `downloading tensorflow-cpu ${TENSORFLOW_VERSION}`;
  onProgress({ stage, bytes: 0, total: WHEEL_BYTES });
  const growth = setInterval(async () => {
    onProgress({ stage, bytes: await downloaded(making), total: WHEEL_BYTES });
  }, GROWTH_INTERVAL_MS);
  await downloadWheel(making).finally(() => clearInterval(growth));
  onProgress({ stage: "unpacking it" });
  await unpackWheel(making);
  onProgress({ stage: `installing @tensorflow/tfjs-node ${TFJS_VERSION}` });
  await installPackages(making);
  onProgress({ stage: "compiling the addon" });
  await compileAddon(making);
  onProgress({ stage: "trying it" });
  const { loaded } = await tryOut(folder, signal);
  onProgress({ stage: "keeping what it needs, and trying that" });
  await keepLoaded(folder, kept, loaded);
  await tryOut(kept, signal);
  onProgress({ stage: "noting digests" });
  await writeManifest(kept);
}
