import { PipelineError } from "../../error.js";
import { type GivenPart, partNamed } from "./given.js";
import { placesOf } from "./labels.js";
import { candidateOf, isNamedLikeAPhoto, type PictureFile } from "./picture-file.js";
import type { PictureSource } from "./source.js";

/** Where a file lies: the class's folder, which none is undefined, below the folder of a part. */
interface Location {
  readonly given: GivenPart | null;
  readonly name: string | undefined;
}

/**
 * One folder a class, the pictures in it or in folders below it; or the same below `train`, `val` and `test`. A class's
 * number is its place in code point order of the names.
 */
export const classFolders: PictureSource = {
  name: "class folders",
  recognises: async () => true,
  async candidates(files) {
    if (files.length === 0) throw noPictures("the folder of photos is empty");
    const locate = locator(files);
    const locations = files.map(({ id }) => locate(id));
    const names = new Set(locations.flatMap(({ name }) => name ?? []));
    if (names.size === 0) throw withoutFolders(files);
    const places = placesOf(names);
    return files.map((file, index) => {
      const { name, given } = locations[index] ?? { name: undefined, given: null };
      return candidateOf(file, {
        label: places.get(name ?? "") ?? -1,
        class: name ?? "",
        group: "",
        given,
        rejected: name === undefined ? OUTSIDE : undefined,
      });
    });
  },
};

const OUTSIDE = { reason: "outside-class-folder", detail: "" } as const;

/** Folders are parts of a split where each at the top has the name of one, and one of them is that of the training. */
function locator(files: readonly PictureFile[]): (id: string) => Location {
  const tops = new Set<string>();
  for (const { id } of files) {
    const slash = id.indexOf("/");
    if (slash >= 0) tops.add(id.slice(0, slash));
  }
  const parts = [...tops].map(partNamed);
  const areParts = parts.includes("train") && !parts.includes(undefined);
  return (id) => {
    const [first, second] = folders(id);
    if (!areParts) return { given: null, name: first };
    return { given: partNamed(first ?? "") ?? null, name: second };
  };
}

/** The first two folders that a file lies in. */
function folders(id: string): readonly [first?: string, second?: string] {
  const first = id.indexOf("/");
  if (first < 0) return [];
  const second = id.indexOf("/", first + 1);
  return second < 0 ? [id.slice(0, first)] : [id.slice(0, first), id.slice(first + 1, second)];
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
