import type { FilesPart, FilesReader, LackReason, SourceFile } from "../../artifact/files.js";
import type { RandomAccess } from "../../artifact/random-access.js";
import type { ObjectDigest } from "../../digest.js";
import { UnreadablePicture } from "../unreadable.js";
import type { Candidate } from "./source.js";

/** A file in which a source looks for pictures: one of a folder, or a member of an archive. */
export interface PictureFile {
  /** Its path, in Unicode NFC with `/`. */
  readonly id: string;
  /** Of a file of a folder: known before it is read. */
  readonly digest?: ObjectDigest;
  /** Why it cannot be read, where that is known before. */
  readonly lack?: LackReason | "missing" | "too-large";
  /** Its bytes; fails with `unreadable-picture` where a member of an archive is damaged. */
  read(): Promise<Uint8Array>;
  /** Pieces of it, until the task ends. */
  open(): Promise<RandomAccess>;
}

/** The files of a folder, in byte order of their ids, without what operating systems leave there. */
export async function filesOf(reader: FilesReader): Promise<PictureFile[]> {
  const files: PictureFile[] = [];
  for (const part of reader.parts) files.push(...(await filesOfPart(part, reader)));
  return files;
}

export async function filesOfPart({ list }: FilesPart, reader: FilesReader): Promise<PictureFile[]> {
  return (await list()).flatMap((file) => {
    if (isLitter(file.id)) return [];
    return file.digest === null ? lackingFile(file.id, file.lack) : new FolderFile(file, reader);
  });
}

/** A file of a folder. There may be very many: a class takes less than two functions for each. */
class FolderFile implements PictureFile {
  readonly id: string;
  readonly digest: ObjectDigest;
  readonly #reader: FilesReader;

  constructor({ id, digest }: SourceFile, reader: FilesReader) {
    this.id = id;
    this.digest = digest;
    this.#reader = reader;
  }

  read(): Promise<Uint8Array> {
    return this.#reader.read(this);
  }

  open(): Promise<RandomAccess> {
    return this.#reader.open(this);
  }
}

/** A file that is there, and whose bytes are not to be had. */
export function lackingFile(id: string, lack: NonNullable<PictureFile["lack"]>): PictureFile {
  const fail = async () => {
    throw new UnreadablePicture(id, "damaged", lack);
  };
  return { id, lack, read: fail, open: fail };
}

/** A picture that is a file of its own. */
export function candidateOf(
  file: PictureFile,
  place: Pick<Candidate, "label" | "class" | "group" | "given"> & {
    readonly rejected?: Candidate["rejected"] | undefined;
  },
): Candidate {
  const { id, digest, lack } = file;
  const { label, class: name, group, given } = place;
  return {
    id,
    label,
    class: name,
    group,
    given,
    rejected: lack === undefined ? place.rejected : { reason: lack, detail: "" },
    storage: digest === undefined ? "encoded" : "file",
    digest,
    read: async () => ({ form: "encoded", bytes: await file.read() }),
  };
}

/** Whether a file is one that operating systems leave in folders and archives, or hidden. */
export function isLitter(id: string): boolean {
  return /(^|\/)(\.|(ehthumbs\.db|thumbs\.db|desktop\.ini|__macosx)(\/|$))/i.test(id);
}

/** Whether a file is named like a photo. */
export function isNamedLikeAPhoto(id: string): boolean {
  return /\.(jpe?g|png|webp|gif|tiff?|avif|heic|heif|bmp)$/i.test(id);
}
