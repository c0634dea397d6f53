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
    // Once more: what a killed installation had started may have written on for a while.
    await removeLeftovers(home);
  }
}

async function make(making: Making, onProgress: InstallOptions["onProgress"]): Promise<void> {
  const { folder, signal } = making;
  const kept = join(folder, "kept");
  await download(making, onProgress);
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

/** pip reports nothing that a program could read, so the growth of its files is looked at. */
async function download(making: Making, onProgress: InstallOptions["onProgress"]): Promise<void> {
  const stage = `downloading tensorflow-cpu ${TENSORFLOW_VERSION}`;
  let isOver = false;
  const report = async () => {
    const bytes = await downloaded(making);
    if (!isOver) onProgress({ stage, bytes, total: WHEEL_BYTES });
  };
  await report();
  const growth = setInterval(report, GROWTH_INTERVAL_MS);
  try {
    await downloadWheel(making);
    await report();
  } finally {
    isOver = true;
    clearInterval(growth);
  }
}
