import type { SourceFile } from "../../artifact/files.js";
import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import type { Candidate, PictureSource } from "./source.js";

/** One folder a class, the pictures in it or in folders below it. Ids are paths, so they are already in NFC. */
export const classFolders: PictureSource = {
  name: "class folders",
  recognises: () => true,
  async candidates(files) {
    const listed = (await files.list()).filter(({ id }) => !isLitter(id));
    const classes = classNames(listed);
    if (listed.length === 0) throw noPictures("the folder of photos is empty");
    if (classes.length === 0) throw withoutFolders(listed);
    const labels = new Map(classes.map((name, label) => [name, label]));
    return listed.map((file): Candidate => {
      const name = classOf(file.id);
      return {
        id: file.id,
        label: labels.get(name ?? "") ?? -1,
        class: name ?? "",
        group: "",
        given: null,
        storage: "file",
        digest: file.digest,
        ...(name === undefined ? { misplaced: true as const } : {}),
        read: async () => ({ form: "encoded", bytes: await files.read(file) }),
      };
    });
  },
};

/** What operating systems leave in folders, and everything hidden. */
function isLitter(id: string): boolean {
  return id
    .split("/")
    .some((name) => name.startsWith(".") || /^(thumbs\.db|ehthumbs\.db|desktop\.ini|__macosx)$/i.test(name));
}

/** The classes in code point order; a class's label is its place. */
function classNames(files: readonly SourceFile[]): string[] {
  const names = new Set<string>();
  for (const { id } of files) {
    const name = classOf(id);
    if (name !== undefined) names.add(name);
  }
  return [...names].sort(compareIds);
}

function classOf(id: string): string | undefined {
  const slash = id.indexOf("/");
  return slash < 0 ? undefined : id.slice(0, slash);
}

function withoutFolders(files: readonly SourceFile[]): PipelineError {
  const photos = files.filter(({ id }) => /\.(jpe?g|png|webp|gif|tiff?|avif|heic|heif|bmp)$/i.test(id));
  if (photos.length === 0)
    return noPictures(`there are no pictures in the folder of photos, only files such as "${files[0]?.id}"`);
  return new PipelineError({
    code: "no-class-folders",
    message: `${photos.length} photos, such as "${photos[0]?.id}", lie directly in the folder, not in a folder of their class`,
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
