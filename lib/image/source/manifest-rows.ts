import { PipelineError } from "../../error.js";
import { readCsv, type WrittenRow } from "./csv.js";
import { type GivenPart, partNamed } from "./given.js";
import { readJson } from "./json.js";
import { openParquet } from "./parquet-file.js";
import type { PictureFile } from "./picture-file.js";
import type { ColumnNames } from "./source.js";

/** What a row of a manifest says of a picture. */
export interface ManifestRow {
  /** As it is written. */
  readonly path: string;
  readonly label: string | number | bigint | undefined;
  /** The class's name, where the label is its number. */
  readonly name: string | undefined;
  readonly given: GivenPart | undefined;
  readonly group: string;
  /** "labels.csv, row 3", the first row being 1. */
  readonly place: string;
}

const FILE_NAME = /\.(csv|tsv|json|jsonl|ndjson|parquet)$/i;
const PATH = ["path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path"];
export const LABEL = ["label", "class", "category", "target"];
const NAME = ["class", "class_name", "label_name"];
export const SPLIT = ["split", "subset", "partition"];
export const GROUP = ["group", "group_id"];

/** Whether a file's name and place are those of a manifest: at the top, or in the folder of a part. */
export function isNamedLikeAManifest(id: string): boolean {
  if (!FILE_NAME.test(id)) return false;
  const [first = "", ...rest] = id.split("/");
  return rest.length === 0 || (rest.length === 1 && partNamed(first) !== undefined);
}

/** A manifest's rows, or undefined where it has no column of paths or none of labels. */
export async function readManifest(
  file: PictureFile,
  columns: ColumnNames,
): Promise<readonly ManifestRow[] | undefined> {
  const rows = await readRows(file);
  const names = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)))];
  const pathColumn = findColumn(names, columns.path, PATH);
  const labelColumn = findColumn(names, columns.label, LABEL);
  if (pathColumn === undefined || labelColumn === undefined) return undefined;
  const nameColumn = findColumn(
    names.filter((name) => name !== labelColumn),
    undefined,
    NAME,
  );
  const splitColumn = findColumn(names, columns.split, SPLIT);
  const groupColumn = findColumn(names, columns.group, GROUP);
  const part = partOf(file.id);
  return rows.map((row, index): ManifestRow => {
    const place = `${file.id}, row ${index + 1}`;
    const split = textOf(valueIn(row, splitColumn)) ?? "";
    return {
      path: textOf(valueIn(row, pathColumn)) ?? "",
      label: labelOf(valueIn(row, labelColumn)),
      name: textOf(valueIn(row, nameColumn)),
      given: split === "" ? part : givenPart(split, place),
      group: textOf(valueIn(row, groupColumn)) ?? "",
      place,
    };
  });
}

async function readRows(file: PictureFile): Promise<readonly WrittenRow[]> {
  const [, ending] = FILE_NAME.exec(file.id) ?? [];
  switch (ending?.toLowerCase()) {
    case "csv":
    case "tsv":
      return readCsv(file.id, await file.read());
    case "parquet": {
      const parquet = await openParquet(file);
      const flat = [...parquet.columns].flatMap(([name, children]) => (children.length === 0 ? [name] : []));
      return flat.length === 0 ? [] : parquet.rows(flat, 0, Number(parquet.metadata.num_rows));
    }
    default:
      return readJson(file.id, await file.read());
  }
}

/** The column with the name that was asked for, or else the first known one, whatever its case. */
export function findColumn(
  names: readonly string[],
  asked: string | undefined,
  known: readonly string[],
): string | undefined {
  if (asked !== undefined) return names.includes(asked) ? asked : undefined;
  const plain = (name: string) => name.trim().toLowerCase().replace(/[ -]/g, "_");
  return known.flatMap((one) => names.filter((name) => plain(name) === one))[0];
}

function valueIn(row: WrittenRow, column: string | undefined): unknown {
  return column === undefined ? undefined : row[column];
}

/** A label as it is written; −1 is what data sets write where there is none. */
export function labelOf(value: unknown): ManifestRow["label"] {
  if (String(value) === "-1") return undefined;
  return typeof value === "number" || typeof value === "bigint" ? value : textOf(value);
}

/** Undefined where there is nothing to read. */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

/** The part that a file's own name, or its folder's, says its rows are of. */
function partOf(id: string): GivenPart | undefined {
  const [first = "", second = ""] = id.split("/");
  return partNamed(second === "" ? first.replace(FILE_NAME, "") : first);
}

/** The part that a value of a split column means; fails where it means none. */
export function givenPart(split: string, place: string): GivenPart {
  const part = partNamed(split.trim());
  if (part !== undefined) return part;
  throw new PipelineError({
    code: "manifest-split",
    message: `"${split}" is no part of a split`,
    where: place,
    remedy: "Write train, validation or test, or leave it empty: then the picture's part is drawn.",
  });
}
