import type { Json } from "../../digest.js";
import { PipelineError } from "../../error.js";
import { type GivenPart, partNamed } from "./given.js";
import { placesOf } from "./labels.js";
import { candidateOf, isNamedLikeAPhoto, type PictureFile } from "./picture-file.js";
import type { Candidate, PictureSource } from "./source.js";

/**
 * One folder a class, the pictures in it or in folders below it; or the same below `train`, `val` and `test`. A class's
 * number is its place in code point order of the names.
 */
export const classFolders: PictureSource = {
  name: "class folders",
  recognises: async () => true,
  async candidates(files) {
    if (files.length === 0) throw noPictures("the folder of photos is empty");
    const classes = classesIn(foldersOf(files));
    if (classes.labels.size === 0) throw withoutFolders(files);
    return files.map((file) => candidateIn(file, classes));
  },
};

/** What the folders in which pictures lie say of them. */
export interface Classes {
  /** The number of each class, by its name. */
  readonly labels: ReadonlyMap<string, number>;
  /** Whether the folders at the top are parts of a split. */
  readonly areParted: boolean;
}

/** The folders that files lie in, each once: the first two of a path, `a/b`, or as many as it has. */
export function foldersOf(files: readonly PictureFile[]): readonly string[] {
  return [...new Set(files.map(({ id }) => folderOf(id)))];
}

/** Folders are parts of a split where each at the top has the name of one, and one of them is that of the training. */
export function classesIn(folders: readonly string[]): Classes {
  const parts = folders.filter(Boolean).map((folder) => partNamed(folder.split("/", 1)[0] ?? ""));
  const areParted = parts.includes("train") && !parts.includes(undefined);
  return { areParted, labels: placesOf(new Set(folders.flatMap((folder) => placeIn(folder, areParted).name ?? []))) };
}

/** Those of the classes that files in some of the folders have, as JSON: all that their candidates follow from. */
export function classesAmong(folders: readonly string[], { labels, areParted }: Classes): Json {
  const names = new Set(folders.flatMap((folder) => placeIn(folder, areParted).name ?? []));
  return { areParted, labels: Array.from(names, (name) => [name, labels.get(name) ?? -1]) };
}

export function candidateIn(file: PictureFile, { labels, areParted }: Classes): Candidate {
  const { name, given } = placeIn(folderOf(file.id), areParted);
  return candidateOf(file, {
    label: labels.get(name ?? "") ?? -1,
    class: name ?? "",
    group: "",
    given,
    rejected: name === undefined ? OUTSIDE : undefined,
  });
}

const OUTSIDE = { reason: "outside-class-folder", detail: "" } as const;

/** The first two folders that a file lies in. */
function folderOf(id: string): string {
  const first = id.indexOf("/");
  if (first < 0) return "";
  const second = id.indexOf("/", first + 1);
  return id.slice(0, second < 0 ? first : second);
}

/** The class of the files in a folder, if they have one, and the part of a split. */
function placeIn(folder: string, areParted: boolean): { readonly name?: string; readonly given: GivenPart | null } {
  const [first = "", second = ""] = folder.split("/");
  const name = areParted ? second : first;
  return { ...(name !== "" && { name }), given: areParted ? (partNamed(first) ?? null) : null };
}

function withoutFolders(files: readonly PictureFile[]): PipelineError {
  const photos = files.filter(({ id }) => isNamedLikeAPhoto(id));
  if (photos.length === 0)
    return noPictures(`there are no pictures in the folder of photos, only files such as "${files[0]?.id}"`);
  return new PipelineError({
    code: "no-class-folders",
    message: `${photos.length} photos, such as "${photos[0]?.id}", do not lie in a folder of their class`,
    where: photos[0]?.id,
    remedy:
      "Make one folder for each class, named for it, and move the photos in: photos/keys/1.jpg, photos/wallet/1.jpg.",
  });
}

function noPictures(message: string): PipelineError {
  return new PipelineError({
    code: "no-pictures",
    message,
    where: "in.photos",
    remedy: "Put photos there, one folder for each class, or leave `in.photos` out to work with a generated sample.",
  });
}
