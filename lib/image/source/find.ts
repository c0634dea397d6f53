import type { FilesReader } from "../../artifact/files.js";
import { openArchives } from "./archive/open.js";
import { classFolders } from "./class-folders.js";
import { idx } from "./idx.js";
import { manifest } from "./manifest.js";
import { parquetImages } from "./parquet-images.js";
import { filesOf } from "./picture-file.js";
import type { Candidate, ColumnNames, PictureSource } from "./source.js";

/** The sources by the names that `ingest` knows them by, in the order in which they are asked; the last takes anything. */
const SOURCES = { idx, parquet: parquetImages, manifest, "class-folders": classFolders } as const;

export const sourceNames = ["class-folders", "manifest", "idx", "parquet"] as const satisfies (keyof typeof SOURCES)[];
export type SourceName = keyof typeof SOURCES;

export interface Found {
  readonly source: PictureSource;
  /** In byte order of their ids. */
  readonly candidates: readonly Candidate[];
}

/** Finds the pictures in some files, of which archives are opened. `asked` is the source that they are; else they are recognised. */
export async function findPictures(
  reader: FilesReader,
  columns: ColumnNames,
  asked: SourceName | undefined,
): Promise<Found> {
  const files = await openArchives(await filesOf(reader), (chunks) => reader.spool(chunks));
  if (asked !== undefined)
    return { source: SOURCES[asked], candidates: await SOURCES[asked].candidates(files, columns) };
  for (const source of Object.values(SOURCES)) {
    if (await source.recognises(files, columns)) return { source, candidates: await source.candidates(files, columns) };
  }
  return { source: classFolders, candidates: await classFolders.candidates(files, columns) };
}
