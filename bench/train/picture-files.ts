import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIdx } from "../../lib/image/source/idx-file.js";
import type { PictureShape } from "../../lib/learn/network.js";
import { random } from "../../lib/learn/random.js";
import { packageRoot } from "../../lib/step/package-root.js";
import type { PictureFiles } from "./question.js";

const SMALL = { height: 28, width: 28, channels: 1 };
const SMALL_PICTURES = { train: 60_000, t10k: 10_000 };
const CLASSES = 10;

/** The 28×28×1 pictures: Fashion-MNIST where it is at hand, else noise in its format. */
export interface SmallPictures {
  readonly files: PictureFiles;
  /** A folder with the four IDX files. */
  readonly idx: string;
  readonly name: string;
}

export function smallPictures(scratch: string): SmallPictures {
  const places = [join(packageRoot, "data/fashion-mnist"), join(packageRoot, "../shared/data/fashion-mnist")];
  const found = places.find((folder) => existsSync(join(folder, "train-images-idx3-ubyte.gz")));
  const idx = found ?? writeNoiseIdx(join(scratch, "pictures", "idx"));
  const ending = found === undefined ? "" : ".gz";
  const files = filesOf(scratch, found === undefined ? "noise" : "fashion-mnist", SMALL);
  const copies = [
    { name: `train-images-idx3-ubyte${ending}`, dimensions: 3, to: files.pixels },
    { name: `train-labels-idx1-ubyte${ending}`, dimensions: 1, to: files.labels },
  ];
  for (const { name, dimensions, to } of copies) {
    if (!existsSync(to)) write(to, readIdx(name, readFileSync(join(idx, name)), dimensions).data);
  }
  return { files, idx, name: found === undefined ? "noise" : "Fashion-MNIST" };
}

/** Pictures of noise. */
export function noisePictures(scratch: string, shape: PictureShape, count: number): PictureFiles {
  const files = filesOf(scratch, `noise-${count}`, shape);
  if (!existsSync(files.labels)) {
    write(files.pixels, noise(count * shape.height * shape.width * shape.channels, "pixels"));
    write(files.labels, noise(count, "labels", CLASSES));
  }
  return files;
}

function filesOf(scratch: string, name: string, shape: PictureShape): PictureFiles {
  const stem = join(scratch, "pictures", `${name}-${shape.width}x${shape.height}x${shape.channels}`);
  return { shape, pixels: `${stem}.pixels`, labels: `${stem}.labels` };
}

function writeNoiseIdx(folder: string): string {
  for (const [part, count] of Object.entries(SMALL_PICTURES)) {
    const images = [count, SMALL.height, SMALL.width];
    const pixels = noise(count * SMALL.height * SMALL.width, part);
    const paths = { images: `${part}-images-idx3-ubyte`, labels: `${part}-labels-idx1-ubyte` };
    if (existsSync(join(folder, paths.labels))) continue;
    write(join(folder, paths.images), idxFile(images, pixels));
    write(join(folder, paths.labels), idxFile([count], noise(count, part, CLASSES)));
  }
  return folder;
}

function idxFile(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, index) => {
    header.writeUInt32BE(size, 4 + 4 * index);
  });
  return Buffer.concat([header, bytes]);
}

function noise(length: number, stream: string, below = 256): Uint8Array {
  const source = random("bench-train", stream);
  return Uint8Array.from({ length }, () => Math.floor(source.next() * below));
}

/** Under another name first: a file that is there is whole. */
function write(path: string, bytes: Uint8Array): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}
