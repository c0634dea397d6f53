import type { FilesPart, FilesReader } from "../../artifact/files.js";
import { digestJson, type ObjectDigest } from "../../digest.js";
import { isNamedLikeAnArchive, openArchives } from "./archive/open.js";
import { type Batch, inBatches } from "./batch.js";
import { candidateIn, classesAmong, classesIn, classFolders, foldersOf } from "./class-folders.js";
import { idx, isNamedLikeIdx } from "./idx.js";
import { manifest } from "./manifest.js";
import { isNamedLikeAManifest } from "./manifest-rows.js";
import { isNamedLikeParquet, parquetImages } from "./parquet-images.js";
import { filesOf, filesOfPart, type PictureFile } from "./picture-file.js";
import type { ColumnNames, PictureSource } from "./source.js";

/** The sources by the names that `ingest` knows them by, in the order in which they are asked; the last takes anything. */
const SOURCES = { idx, parquet: parquetImages, manifest, "class-folders": classFolders } as const;

export const sourceNames = ["class-folders", "manifest", "idx", "parquet"] as const satisfies (keyof typeof SOURCES)[];
export type SourceName = keyof typeof SOURCES;

export interface Found {
  readonly source: PictureSource;
  /** In byte order of their ids. */
  readonly batches: readonly Batch[];
}

/** What is known of a part of a folder: see `RunContext`. */
type Remember = (question: string, digest: ObjectDigest, compute: () => Promise<Overview>) => Promise<Overview>;

/** Finds the pictures in some files, of which archives are opened. `asked` is the source that they are; else they are recognised. */
export async function findPictures(
  reader: FilesReader,
  columns: ColumnNames,
  asked: SourceName | undefined,
  remember: Remember,
): Promise<Found> {
  if (asked === undefined || asked === "class-folders") {
    const batches = await findInClassFolders(reader, remember);
    if (batches !== undefined) return { source: classFolders, batches };
  }
  const files = await openArchives(await filesOf(reader), (chunks) => reader.spool(chunks));
  const source = asked === undefined ? await recognise(files, columns) : SOURCES[asked];
  return { source, batches: inBatches(await source.candidates(files, columns)) };
}

async function recognise(files: readonly PictureFile[], columns: ColumnNames): Promise<PictureSource> {
  for (const source of Object.values(SOURCES)) if (await source.recognises(files, columns)) return source;
  return classFolders;
}

/** What must be known of a part of a folder to find the pictures in the others. */
type Overview = {
  readonly size: number;
  readonly folders: readonly string[];
  /** Whether one of its files may hold others, or say what they are. */
  readonly isTelling: boolean;
};

const isTelling = ({ id }: PictureFile) =>
  [isNamedLikeAnArchive, isNamedLikeIdx, isNamedLikeParquet, isNamedLikeAManifest].some((isNamed) => isNamed(id));

/** The pictures of a folder in which only the files' places can say what they are, a batch for each part of its list; else undefined. */
async function findInClassFolders(reader: FilesReader, remember: Remember): Promise<readonly Batch[] | undefined> {
  const parts: { readonly part: FilesPart; readonly overview: Overview }[] = [];
  for (const part of reader.parts) {
    const look = async () => {
      const files = await filesOfPart(part, reader);
      return { size: files.length, folders: foldersOf(files), isTelling: files.some(isTelling) };
    };
    const overview = await remember("overview", part.digest, look);
    if (overview.isTelling) return undefined;
    parts.push({ part, overview });
  }
  const classes = classesIn([...new Set(parts.flatMap(({ overview }) => overview.folders))]);
  if (classes.labels.size === 0) return undefined;
  return parts.map(({ part, overview: { size, folders } }) => ({
    size,
    known: {
      files: digestJson<"object">([part.digest, classes.areParted]),
      content: digestJson<"object">([part.digest, classesAmong(folders, classes)]),
    },
    candidates: async () => (await filesOfPart(part, reader)).map((file) => candidateIn(file, classes)),
  }));
}
