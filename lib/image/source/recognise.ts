import type { FilesReader } from "../../artifact/files.js";
import { classFolders } from "./class-folders.js";
import { idx } from "./idx.js";
import type { PictureSource } from "./source.js";

/** In the order they are asked; the last takes anything. */
const SOURCES: readonly [...PictureSource[], PictureSource] = [idx, classFolders];

/** The source that these files are. */
export async function recognise(files: FilesReader): Promise<PictureSource> {
  const listed = await files.list();
  return SOURCES.find((source) => source.recognises(listed)) ?? classFolders;
}
