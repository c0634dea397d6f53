import { LACKS } from "../../artifact/files.js";
import type { StoredPicture } from "../../artifact/images.js";
import type { ObjectDigest } from "../../digest.js";
import type { GivenPart } from "./given.js";
import type { PictureFile } from "./picture-file.js";

/**
 * Why a candidate is rejected before its picture is looked at. "missing": listed in a manifest, and not there. "unlabeled":
 * without a class. "listed-twice": on two rows of a manifest that contradict each other.
 */
export const MISPLACED = ["outside-class-folder", "missing", "unlabeled", "listed-twice", ...LACKS] as const;
export type MisplacedReason = (typeof MISPLACED)[number] | "too-large";

/** A file or picture that may become a row of the images. */
export interface Candidate {
  readonly id: string;
  /** The class's number and name; see `imageColumns`. */
  readonly label: number;
  readonly class: string;
  /** "" where the picture stands alone. */
  readonly group: string;
  readonly given: GivenPart | null;
  /** How the row keeps the picture; see `imageColumns`. */
  readonly storage: "file" | "encoded" | "raw";
  /** Of a picture in a file of its own: its digest, known before it is read. */
  readonly digest?: ObjectDigest | undefined;
  /** Set where it is rejected unread. */
  readonly rejected?: { readonly reason: MisplacedReason; readonly detail: string } | undefined;
  /** Fails with `unreadable-picture` where the file it lies in is damaged. */
  read(): Promise<StoredPicture>;
}

/** A manifest's or a Parquet file's columns, where they have names of their own. */
export interface ColumnNames {
  readonly path?: string | undefined;
  readonly image?: string | undefined;
  readonly label?: string | undefined;
  readonly split?: string | undefined;
  readonly group?: string | undefined;
}

/** A way in which pictures and their classes lie in files. */
export interface PictureSource {
  /** What it reads, for messages: "class folders". */
  readonly name: string;
  /** Whether these files, in byte order of their ids, are of this kind. */
  recognises(files: readonly PictureFile[], columns: ColumnNames): Promise<boolean>;
  /** Every candidate, in byte order of its id; pictures are read later, one by one. Fails where the files contradict themselves. */
  candidates(files: readonly PictureFile[], columns: ColumnNames): Promise<readonly Candidate[]>;
}
