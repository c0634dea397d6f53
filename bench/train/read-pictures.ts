import { closeSync, openSync, readSync } from "node:fs";
import type { Pictures } from "../../lib/learn/pictures.js";
import type { TrainingData } from "../../lib/learn/training/train.js";
import type { PictureFiles } from "./question.js";

/** The first pictures of the files, all to be trained on. */
export function readPictures({ shape, pixels, labels }: PictureFiles, count: number): TrainingData {
  const size = shape.height * shape.width * shape.channels;
  const together = readStart(pixels, count * size);
  const pictures: Pictures = {
    ...shape,
    pixels: Array.from({ length: count }, (_, index) => together.subarray(index * size, (index + 1) * size)),
  };
  const classes = Int32Array.from(readStart(labels, count));
  return { pictures, labels: classes, training: Int32Array.from(classes.keys()), validation: new Int32Array() };
}

function readStart(path: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, "r");
  const read = readSync(file, bytes);
  closeSync(file);
  if (read < length) throw new RangeError(`${path} holds ${read} bytes; ${length} were asked for`);
  return bytes;
}
