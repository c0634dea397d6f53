import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import { UnreadablePicture } from "../unreadable.js";
import { classNamesIn } from "./class-names.js";
import { type GivenPart, partNamed } from "./given.js";
import { numberLabels } from "./labels.js";
import { findColumn, GROUP, givenPart, LABEL, labelOf, SPLIT, textOf } from "./manifest-rows.js";
import { openParquet, type ParquetFile } from "./parquet-file.js";
import type { PictureFile } from "./picture-file.js";
import { RowGroups } from "./row-groups.js";
import type { Candidate, ColumnNames, PictureSource } from "./source.js";

/** A row as it is known before its picture is read. */
interface Entry {
  readonly id: string;
  readonly row: number;
  readonly label: ReturnType<typeof labelOf>;
  readonly group: string;
  readonly given: GivenPart | null;
  readonly images: RowGroups;
}

/**
 * Parquet files with the pictures in them, in the layout of Hugging Face: a column of structs with `bytes` and `path`, and one
 * of labels, whose names are in the file's metadata. Ids are the file's name and the row: `train-00000-of-00002/000017`.
 */
export const parquetImages: PictureSource = {
  name: "Parquet files with pictures",
  async recognises(files, columns) {
    const first = files.find(isShard);
    return first !== undefined && imageColumn(await openParquet(first), columns) !== undefined;
  },
  async candidates(files, columns) {
    const entries: Entry[] = [];
    const names = new Map<number, string>();
    for (const file of files.filter(isShard)) {
      const parquet = await openParquet(file);
      const image = imageColumn(parquet, columns);
      if (image === undefined) throw withoutPictures(parquet);
      const label = findColumn([...parquet.columns.keys()], columns.label, [...LABEL, "labels"]);
      if (label === undefined) throw withoutLabels(parquet, columns.label ?? "label");
      for (const [number, name] of classNamesIn(parquet.metadata, label)) names.set(number, name);
      entries.push(...(await entriesOf(parquet, image, label, columns)));
    }
    const classOf = numberLabels(entries.flatMap((entry) => entry.label ?? []));
    return entries
      .map((entry): Candidate => {
        const { label, class: written } = entry.label === undefined ? UNLABELED : classOf(entry.label);
        return {
          ...{ id: entry.id, label, group: entry.group, given: entry.given },
          class: names.get(label) ?? written,
          storage: "encoded",
          ...(entry.label === undefined ? { rejected: { reason: "unlabeled", detail: "" } as const } : {}),
          read: async () => ({ form: "encoded", bytes: await readPicture(entry) }),
        };
      })
      .sort((a, b) => compareIds(a.id, b.id));
  },
};

const UNLABELED = { label: -1, class: "" } as const;

export function isNamedLikeParquet(id: string): boolean {
  return /\.parquet$/i.test(id);
}

function isShard({ id, lack }: PictureFile): boolean {
  // Pieces of it are read, however large it is.
  return isNamedLikeParquet(id) && (lack === undefined || lack === "too-large");
}

/** The column of pictures: the first that is made of `bytes` and `path`, unless it is named. */
function imageColumn({ columns }: ParquetFile, { image }: ColumnNames): string | undefined {
  const found = [...columns].filter(([, parts]) => parts.includes("bytes") && parts.includes("path"));
  return found.map(([name]) => name).find((name) => image === undefined || name === image);
}

async function entriesOf(
  parquet: ParquetFile,
  image: string,
  label: string,
  columns: ColumnNames,
): Promise<readonly Entry[]> {
  const names = [...parquet.columns.keys()];
  const split = findColumn(names, columns.split, SPLIT);
  const group = findColumn(names, columns.group, GROUP);
  const wanted = [label, ...[split, group].flatMap((name) => name ?? [])];
  const rows = await parquet.rows(wanted, 0, Number(parquet.metadata.num_rows));
  const images = new RowGroups(parquet, image);
  const stem = parquet.id.replace(/\.parquet$/i, "");
  const part = partOf(stem);
  return rows.map((row, index): Entry => {
    const id = `${stem}/${String(index).padStart(6, "0")}`;
    const written = split === undefined ? "" : (textOf(row[split]) ?? "");
    return {
      ...{ id, row: index, images },
      label: labelOf(row[label]),
      group: group === undefined ? "" : (textOf(row[group]) ?? ""),
      given: written === "" ? part : givenPart(written, id),
    };
  });
}

/** The part that a file's path says: `data/train-00000-of-00002`, `test/0000`. */
function partOf(stem: string): GivenPart | null {
  const words = stem.split("/").flatMap((segment) => partNamed(segment.split(/[-_.]/)[0] ?? "") ?? []);
  return words.at(-1) ?? null;
}

async function readPicture({ id, row, images }: Entry): Promise<Uint8Array> {
  const picture = await images.value(row);
  const bytes = typeof picture === "object" && picture !== null && "bytes" in picture ? picture.bytes : undefined;
  if (bytes instanceof Uint8Array) return bytes;
  throw new UnreadablePicture(id, "empty", "the row has no bytes");
}

function withoutPictures({ id, columns }: ParquetFile): PipelineError {
  return new PipelineError({
    code: "parquet-columns",
    message: `"${id}" has no column of structs with bytes and path, only ${[...columns.keys()].join(", ")}`,
    where: id,
    remedy: "Name the column, `with.columns: { image: … }`, or take the file out.",
  });
}

function withoutLabels({ id, columns }: ParquetFile, label: string): PipelineError {
  return new PipelineError({
    code: "parquet-columns",
    message: `"${id}" has no column "${label}", only ${[...columns.keys()].join(", ")}`,
    where: id,
    remedy: "Name the column of the classes: `with.columns: { label: … }`.",
  });
}
