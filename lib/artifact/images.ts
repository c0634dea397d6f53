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
  /** As stored: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, or CMYK. */
  channels: int32,
  /** Bits of each channel. */
  depth: int32,
  /** "grey", "rgb", "cmyk" or "other", as stored. */
  space: text,
  /** The value of EXIF's orientation, 1…8, that is applied wherever the picture is read; 1 where there is none. */
  orientation: int32,
  /** When it was taken, `2024-05-01T12:30:45.12`: the camera's local time, since EXIF knows no other; null where unknown. */
  captured: nullable(text),
  /** Make, model and, after `#`, the body's serial number where given; null where unknown. */
  camera: nullable(text),
  /** Its DCT hash (see `image/perceptual-hash.ts`), 16 hex digits; null where it is as good as one colour. */
  hash: nullable(text),
  /** "sound"; or "warned" where the decoder warned of something that costs no pixel. */
  status: text,
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
