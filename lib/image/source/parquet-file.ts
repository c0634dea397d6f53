import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { PipelineError } from "../../error.js";
import type { WrittenRow } from "./csv.js";
import type { PictureFile } from "./picture-file.js";

/** A Parquet file of which rows are read, some columns at a time. */
export interface ParquetFile {
  readonly id: string;
  readonly metadata: FileMetaData;
  /** The names of its columns, and of what each is made of. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Rows `start` to `end`, the latter not included, with these columns. Byte arrays without a type stay bytes. */
  rows(columns: readonly string[], start: number, end: number): Promise<readonly WrittenRow[]>;
}

/** Opens a Parquet file. Fails with `parquet-damaged`. */
export async function openParquet(file: PictureFile): Promise<ParquetFile> {
  const { id } = file;
  const bytes = await file.open();
  const buffer: AsyncBuffer = {
    byteLength: bytes.size,
    async slice(start, end = bytes.size) {
      const piece = await bytes.read(start, end - start);
      return Uint8Array.from(piece).buffer;
    },
  };
  const metadata = await guard(id, () => parquetMetadataAsync(buffer));
  const { children } = parquetSchema(metadata);
  return {
    id,
    metadata,
    columns: new Map(
      children.map(({ element, children }) => [element.name, children.map((child) => child.element.name)]),
    ),
    rows: (columns, rowStart, rowEnd) =>
      guard(id, () =>
        parquetReadObjects({
          ...{ file: buffer, metadata, compressors, rowStart, rowEnd },
          columns: [...columns],
          utf8: false,
        }),
      ),
  };
}

async function guard<Value>(id: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name === "PipelineError") throw error;
    throw new PipelineError({
      code: "parquet-damaged",
      message: `"${id}" is no Parquet file that can be read: ${error instanceof Error ? error.message : String(error)}`,
      where: id,
      remedy: "Fetch or write the file again.",
      cause: error,
    });
  }
}
