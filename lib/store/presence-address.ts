import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes } from "../digest.js";

/** A socket's path may have this many bytes: on macOS 104, on Linux 108, with a zero at the end. */
const LONGEST_PATH = 103;
const LONGEST_NAME = "4194304-ffffffff.sock.new";

/**
 * Folders in which the processes that use a store leave their sockets: one in the store, and one in the system's
 * temporary folder, named by the store's real path, for where the first is too long or cannot hold sockets.
 */
export function presenceFolders(store: string, temporary = tmpdir()): readonly string[] {
  const path = realpathSync(store);
  const folders = [join(path, "presence"), join(temporary, `tamiz-${digestBytes(path).slice(0, 16)}`)];
  return folders.filter((folder) => Buffer.byteLength(join(folder, LONGEST_NAME)) <= LONGEST_PATH);
}
