import { compareIds } from "../../digest.js";
import { PipelineError } from "../../error.js";
import { type ClassLabel, numberLabels, wholeNumber } from "./labels.js";
import { isNamedLikeAManifest, type ManifestRow, readManifest } from "./manifest-rows.js";
import { candidateOf, lackingFile, type PictureFile } from "./picture-file.js";
import type { Candidate, ColumnNames, MisplacedReason, PictureSource } from "./source.js";

/**
 * A table of paths and labels beside the pictures, in CSV, JSON or Parquet; or several, such as `train.csv` and `test.csv`.
 * Labels that are whole numbers are kept; others are numbered in code point order. Files that no row names are left out.
 */
export const manifest: PictureSource = {
  name: "a manifest",
  async recognises(files, columns) {
    for (const file of files) {
      if (isNamedLikeAManifest(file.id) && (await readManifest(file, columns)) !== undefined) return true;
    }
    return false;
  },
  async candidates(files, columns) {
    const byId = new Map(files.map((file) => [file.id, file]));
    const rowsById = new Map<string, ManifestRow[]>();
    const all: ManifestRow[] = [];
    for (const table of files.filter(({ id }) => isNamedLikeAManifest(id))) {
      for (const row of (await readManifest(table, columns)) ?? []) {
        const id = placeOf(row, table, byId);
        rowsById.set(id, [...(rowsById.get(id) ?? []), row]);
        all.push(row);
      }
    }
    if (all.length === 0) throw withoutRows(files, columns);
    const classOf = classesOf(all);
    return [...rowsById]
      .map(([id, rows]) => candidateIn(rows, byId.get(id) ?? lackingFile(id, "missing"), classOf))
      .sort((a, b) => compareIds(a.id, b.id));
  },
};

/** The id of the file that a row names, or its path as written, where there is none such. */
function placeOf({ path }: ManifestRow, table: PictureFile, files: ReadonlyMap<string, unknown>): string {
  const folder = table.id.slice(0, table.id.lastIndexOf("/") + 1);
  const spellings = [path, path.replaceAll("\\", "/")].map((text) => text.normalize("NFC").replace(/^(\.\/)+/, ""));
  const found = spellings.flatMap((spelling) => [`${folder}${spelling}`, spelling]).find((id) => files.has(id));
  return found ?? `${folder}${spellings[0]}`;
}

function candidateIn(
  rows: readonly ManifestRow[],
  file: PictureFile,
  classOf: (row: ManifestRow) => ClassLabel | undefined,
): Candidate {
  const [first] = rows;
  const place = first === undefined ? undefined : classOf(first);
  const reject = (reason: MisplacedReason, detail: string) => ({ rejected: { reason, detail } });
  const places = rows.map((row) => row.place).join("; ");
  const problem =
    file.lack !== undefined
      ? reject(file.lack, places)
      : place === undefined
        ? reject("unlabeled", places)
        : rows.some((row) => isOther(row, first))
          ? reject("listed-twice", places)
          : {};
  return {
    ...candidateOf(file, {
      ...(place ?? { label: -1, class: "" }),
      group: first?.group ?? "",
      given: first?.given ?? null,
    }),
    ...problem,
  };
}

function isOther(row: ManifestRow, first: ManifestRow | undefined): boolean {
  return row.label !== first?.label || row.given !== first?.given || row.group !== first?.group;
}

/** The class of a row; undefined of one without a label. Where the labels are numbers, a second column may name them. */
function classesOf(rows: readonly ManifestRow[]): (row: ManifestRow) => ClassLabel | undefined {
  const labels = rows.flatMap(({ label }) => label ?? []);
  const labelOf = numberLabels(labels);
  const areNumbers = labels.every((label) => wholeNumber(label) !== undefined);
  const names = new Map<number, string>();
  for (const row of areNumbers ? rows : []) {
    if (row.label === undefined || row.name === undefined) continue;
    const { label } = labelOf(row.label);
    const name = row.name.normalize("NFC");
    if ((names.get(label) ?? name) !== name) throw twoNames(label, names.get(label) ?? "", name, row.place);
    names.set(label, name);
  }
  return ({ label }) => {
    if (label === undefined) return undefined;
    const place = labelOf(label);
    return { ...place, class: names.get(place.label) ?? place.class };
  };
}

function twoNames(label: number, first: string, second: string, place: string): PipelineError {
  return new PipelineError({
    code: "manifest-classes",
    message: `label ${label} is called "${first}" in one row and "${second}" in another`,
    where: place,
    remedy: "Give each number one name.",
  });
}

function withoutRows(files: readonly PictureFile[], columns: ColumnNames): PipelineError {
  const tables = files.filter(({ id }) => isNamedLikeAManifest(id)).map(({ id }) => `"${id}"`);
  const { path = "path", label = "label" } = columns;
  return new PipelineError({
    code: "manifest-missing",
    message:
      tables.length === 0
        ? "there is no CSV, JSON or Parquet file at the top of the folder of photos"
        : `${tables.join(", ")}: no rows, or no columns "${path}" and "${label}"`,
    where: "in.photos",
    remedy:
      "Put a table with the columns path and label there, or name its columns: `with.columns: { path: …, label: … }`.",
  });
}
