import type { FilesReader, SourceFile } from "../../artifact/files.js";
import type { StoredPicture } from "../../artifact/images.js";
import type { ObjectDigest } from "../../digest.js";

/** A file or picture that may become a row of the images. */
export interface Candidate {
  readonly id: string;
  /** The class's number and name; see `imageColumns`. */
  readonly label: number;
  readonly class: string;
  /** "" where the picture stands alone. */
  readonly group: string;
  readonly given: "train" | "test" | null;
  /** How the row keeps the picture; see `imageColumns`. */
  readonly storage: "file" | "encoded" | "raw";
  /** Of a picture in a file of its own: its digest, known before it is read. */
  readonly digest?: ObjectDigest;
  /** Lies where no class can be told: rejected unread. */
  readonly misplaced?: true;
  read(): Promise<StoredPicture>;
}

/** A way in which pictures and their classes lie in files. */
export interface PictureSource {
  /** What it reads, for messages: "class folders". */
  readonly name: string;
  /** Whether these files are of this kind. */
  recognises(files: readonly SourceFile[]): boolean;
  /** Every candidate, in byte order of its id; pictures are read later, one by one. Fails where the files contradict themselves. */
  candidates(files: FilesReader): Promise<readonly Candidate[]>;
}
