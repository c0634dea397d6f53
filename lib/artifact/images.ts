import type { ObjectDigest } from "../digest.js";
import { bytes, int32, nullable, type Row, text } from "./column.js";
import type { ObjectReader } from "./manifest.js";
import { readTable, type TableReader, tableOf } from "./table.js";

/** What is known of each picture. */
export const imageColumns = {
  /** A file's path below its source in Unicode NFC with `/`; else a name of the picture's own. */
  id: text,
  /** The class's number: its place in the order of the classes, or the data set's own. */
  label: int32,
  /** The class's name. */
  class: text,
  /** Pictures that must stay on one side of every split share a group; "" where a picture stands alone. */
  group: text,
  /** The part of a split that came with the data: "train", "validation" or "test"; null where none did. */
  given: nullable(text),
  /** Width and height in pixels, as the picture is to be seen, its orientation applied. */
  width: int32,
  height: int32,
  /** 1 grey, 3 RGB, 4 RGB and alpha. */
  channels: int32,
  /** SHA-256 of the picture's bytes. */
  digest: text,
  /** "file": the bytes stay in the source, under `id`. "encoded": a JPEG or PNG in `bytes`. "raw": height × width × channels bytes in `bytes`. */
  storage: text,
  bytes: nullable(bytes),
} as const;

export type ImageColumns = typeof imageColumns;
export type ImageRow = Row<ImageColumns>;

/** A picture as stored: a file's bytes, or plain pixels in row-major order, channels last. */
export type StoredPicture =
  | { readonly form: "encoded"; readonly bytes: Uint8Array }
  | {
      readonly form: "raw";
      readonly width: number;
      readonly height: number;
      readonly channels: number;
      readonly data: Uint8Array;
    };

export interface ImagesReader extends TableReader<ImageColumns> {
  /** The picture of a row read with all its columns. Fails if its file has changed since it was ingested. */
  picture(row: ImageRow): Promise<StoredPicture>;
}

/** Pictures with what is known of each: a Parquet table, with the pictures' bytes in it or in the source's files. */
export const imageTable = tableOf("images", imageColumns, readImages);

function readImages(manifest: Parameters<typeof readTable>[0], objects: ObjectReader): ImagesReader {
  return {
    ...readTable(manifest, imageColumns, objects),
    async picture(row) {
      if (row.storage === "file") {
        return { form: "encoded", bytes: await objects.readFile(row.id, row.digest as ObjectDigest) };
      }
      const data = row.bytes ?? new Uint8Array();
      if (row.storage === "encoded") return { form: "encoded", bytes: data };
      return { form: "raw", width: row.width, height: row.height, channels: row.channels, data };
    },
  };
}
