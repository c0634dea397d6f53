import { join, relative } from "node:path";
import { diskFileSystem } from "../store/file-system.js";
import type { Store } from "../store/store.js";
import { writeWhole } from "../store/write.js";

/** Writes a drawing of an output into `artifacts/sheets/`, and gives its path as a person may open it. */
export async function writeSheet(name: string, content: Uint8Array | string, { artifacts }: Store): Promise<string> {
  const path = join(artifacts, "sheets", name);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  await writeWhole(path, bytes, { temporary: join(artifacts, "tmp"), fileSystem: diskFileSystem });
  return relative(process.cwd(), path);
}
