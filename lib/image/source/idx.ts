import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import { readIdx } from "./idx-file.js";
import type { PictureFile } from "./picture-file.js";
import type { Candidate, PictureSource } from "./source.js";

/** Fashion-MNIST's classes by label. */
export const FASHION_CLASSES: readonly string[] = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** Test first: candidates come in byte order of their ids. */
const PARTS = [
  { given: "test", stem: "t10k" },
  { given: "train", stem: "train" },
] as const;

const FILE_NAME = /^(?:.*\/)?((?:train|t10k)-(?:images|labels))[-.]idx[13]-ubyte(?:\.gz)?$/;

/** The four files of Fashion-MNIST, gzipped or not: grey pictures, ids `test/00000` and `train/00000`. */
export const idx: PictureSource = {
  name: "IDX files",
  recognises: async (files) => files.some(({ id }) => isNamedLikeIdx(id)),
  async candidates(files) {
    const byName = new Map<string, PictureFile>();
    // The plain file before its gzipped twin.
    for (const file of [...files].sort((a, b) => compareIds(b.id, a.id))) {
      const name = FILE_NAME.exec(file.id)?.[1];
      if (name !== undefined) byName.set(name, file);
    }
    const candidates: Candidate[] = [];
    for (const { given, stem } of PARTS) {
      const images = fileOf(byName, `${stem}-images`, "idx3");
      const labels = fileOf(byName, `${stem}-labels`, "idx1");
      candidates.push(...(await readPart(given, images, labels)));
    }
    return candidates;
  },
};

export function isNamedLikeIdx(id: string): boolean {
  return FILE_NAME.test(id);
}

function fileOf(files: ReadonlyMap<string, PictureFile>, name: string, dimensions: string): PictureFile {
  const file = files.get(name);
  if (file !== undefined) return file;
  const others = [...files.values()].map(({ id }) => `"${id}"`);
  throw new PipelineError({
    code: "idx-file-missing",
    message:
      others.length === 0
        ? "there are no IDX files in the folder of photos"
        : `the file ${name}-${dimensions}-ubyte (or .gz) is missing beside ${others.join(", ")}`,
    where: "in.photos",
    remedy: "Fetch all four files: train-images, train-labels, t10k-images and t10k-labels.",
  });
}

async function readPart(
  given: "train" | "test",
  imagesFile: PictureFile,
  labelsFile: PictureFile,
): Promise<Candidate[]> {
  const images = readIdx(imagesFile.id, await imagesFile.read(), 3);
  const labels = readIdx(labelsFile.id, await labelsFile.read(), 1);
  const [count = 0, height = 0, width = 0] = images.shape;
  if (labels.shape[0] !== count) {
    throw new PipelineError({
      code: "idx-count",
      message: `"${imagesFile.id}" has ${count} pictures, "${labelsFile.id}" ${labels.shape[0]} labels`,
      where: labelsFile.id,
      remedy: "Fetch both files of the same data set again.",
    });
  }
  const length = width * height;
  return Array.from(labels.data, (label, index) => ({
    id: `${given}/${String(index).padStart(5, "0")}`,
    label,
    class: className(label, index, labelsFile.id),
    group: "",
    given,
    storage: "raw" as const,
    read: async () => ({
      form: "raw" as const,
      width,
      height,
      channels: 1,
      data: images.data.subarray(index * length, (index + 1) * length),
    }),
  }));
}

function className(label: number, index: number, file: string): string {
  const name = FASHION_CLASSES[label];
  if (name !== undefined) return name;
  throw new PipelineError({
    code: "idx-label",
    message: `label ${index} in "${file}" is ${label}, but Fashion-MNIST's labels are 0 to ${FASHION_CLASSES.length - 1}`,
    where: file,
    remedy: "Fetch the file again, or give the pictures as class folders.",
  });
}
