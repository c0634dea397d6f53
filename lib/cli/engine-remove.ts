import { engineHome } from "../learn/engine/home.js";
import { removeNative } from "../learn/engine/install/remove.js";
import { formatBytes, formatPath } from "./format.js";

/** `pipeline engine remove` */
export async function engineRemoveCommand(): Promise<number> {
  const removed = await removeNative();
  for (const { folder, bytes } of removed) {
    process.stdout.write(`removed ${formatPath(folder)} (${formatBytes(bytes)})\n`);
  }
  if (removed.length === 0) process.stdout.write(`there is nothing to remove in ${formatPath(engineHome())}\n`);
  return 0;
}
