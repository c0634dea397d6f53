import { type ImageRow, imageTable } from "../../../lib/artifact/images.js";
import type { Json } from "../../../lib/digest.js";
import ingest from "../../../steps/ingest.js";
import { Memory } from "../memory.js";

export type Folder = { readonly [id: string]: Uint8Array };

export const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** What `ingest` makes of a folder. */
export async function ingested(folder: Folder, settings: { readonly [name: string]: Json } = {}) {
  const memory = new Memory(folder);
  const logged: string[] = [];
  const host = { log: (line: string) => void logged.push(line) };
  const { images, rejected } = await memory.run(ingest, { photos: await memory.source() }, settings, host);
  const reader = imageTable.open(images!, memory);
  const rows: ImageRow[] = await reader.all();
  return { rows, reader, logged, rejected: await ingest.out.rejected.open(rejected!, memory).all() };
}
