import type { PixelsReader } from "../artifact/pixels.js";
import { PipelineError } from "../error.js";
import type { Pictures, PixelValues } from "./pictures.js";
import { shareOf } from "./split.js";
import type { SplitTableRow } from "./tables.js";

/** The classes of a split in order of their numbers: a network's output `k` is the class at `k`. */
export interface Classes {
  readonly labels: readonly number[];
  readonly names: readonly string[];
}

/** One training's pictures in memory, and which of them serve what. Indices are rows of `rows` and `pictures`. */
export interface Sides {
  readonly rows: readonly SplitTableRow[];
  readonly pictures: Pictures;
  readonly classes: Classes;
  /** Each row's class, as an index into `classes`. */
  readonly labels: Int32Array;
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** Pictures that the training never sees: the test part, or one fold of the train part. */
  readonly held: Int32Array;
}

export interface SidesOptions {
  /** Share of the training side that is set aside to choose the best weights, 0…0.5; what was given for it goes first. */
  readonly validation: number;
  readonly seed: number;
  /** Without one, the whole train part is trained on and the test part held; with one, that fold is held. */
  readonly fold?: number | undefined;
}

/**
 * Reads the pictures of one training. With a fold, the test part's are not even kept. Fails with a `PipelineError` where
 * the pictures are not those of the split, where the split has no such fold, or where nothing is left to train on.
 */
export async function readSides(
  images: PixelsReader,
  split: readonly SplitTableRow[],
  { validation, seed, fold }: SidesOptions,
): Promise<Sides> {
  checkFold(split, fold);
  const rows = split.filter((row) => row.part === "train" || (fold === undefined && row.part !== "left-out"));
  const isHeld = (row: SplitTableRow) => (fold === undefined ? row.part === "test" : row.fold === fold);
  const pixels = await readPixels(images, split, rows);
  const classes = classesOf(split);
  const places = new Map(classes.labels.map((label, index) => [label, index]));
  const indices = Int32Array.from(rows.keys());
  const held = indices.filter((index) => holds(rows[index], isHeld));
  const side = indices.filter((index) => !holds(rows[index], isHeld));
  if (side.length === 0) {
    throw new PipelineError({
      code: "no-training-pictures",
      message: "no pictures are left to train on",
      remedy: "Split again with a smaller test share.",
    });
  }
  const sideRows = Array.from(side).flatMap((index) => rows[index] ?? []);
  const share = shareOf(sideRows, validation, seed);
  const { width, height, channels } = images;
  return {
    rows,
    pictures: { width, height, channels, pixels },
    classes,
    labels: Int32Array.from(rows, (row) => places.get(row.label) ?? 0),
    training: share.training.map((position) => side[position] ?? 0),
    validation: share.validation.map((position) => side[position] ?? 0),
    held,
  };
}

function holds(row: SplitTableRow | undefined, isHeld: (row: SplitTableRow) => boolean): boolean {
  return row !== undefined && isHeld(row);
}

/** The pixels of `rows` in their order: bytes as views of the part that they were read with, doubles as floats. */
async function readPixels(
  images: PixelsReader,
  split: readonly SplitTableRow[],
  rows: readonly SplitTableRow[],
): Promise<PixelValues[]> {
  const pixels = new Array<PixelValues>(rows.length);
  const known = new Set(split.map((row) => row.id));
  const places = new Map(rows.map((row, index) => [row.id, index]));
  let read = 0;
  for await (const { id, data } of images.each()) {
    if (!known.has(id)) throw strangers(`picture "${id}" is not in the split`);
    const place = places.get(id);
    if (place === undefined) continue;
    pixels[place] = data instanceof Uint8Array ? data : Float32Array.from(data);
    read++;
  }
  if (read !== rows.length) throw strangers(`${rows.length - read} pictures of the split are missing`);
  return pixels;
}

function classesOf(split: readonly SplitTableRow[]): Classes {
  const names = new Map(split.map((row) => [row.label, row.class]));
  const labels = [...names.keys()].sort((a, b) => a - b);
  return { labels, names: labels.map((label) => names.get(label) ?? "") };
}

function checkFold(split: readonly SplitTableRow[], fold: number | undefined): void {
  if (fold === undefined) return;
  const folds = Math.max(0, ...new Set(split.map((row) => row.fold)));
  if (fold >= 1 && fold <= folds) return;
  throw new PipelineError({
    code: "no-such-fold",
    message: `there is no fold ${fold}; the split has folds 1 to ${folds}`,
    remedy: "Let the matrix and the split's `folds` name the same number.",
  });
}

function strangers(message: string): PipelineError {
  return new PipelineError({
    code: "pictures-differ",
    message: `the pictures and the split are not of the same set: ${message}`,
    remedy: "Make both from the same images.",
  });
}
