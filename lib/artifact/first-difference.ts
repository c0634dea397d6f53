import { canonical, compareIds, type ObjectDigest } from "../digest.js";
import type { Manifest, Part } from "./manifest.js";
import { decodePart, digestRow, hasIds, hasRows, type PartRow, valueText } from "./part-rows.js";

/** The first place at which an artifact made anew is not what was stored. */
export type Difference =
  /** Kind, columns or shape. */
  | { readonly at: "schema"; readonly stored: string; readonly anew: string }
  /** `is` says what became of it. */
  | { readonly at: "row"; readonly part: string; readonly row: string; readonly is: "missing" | "extra" }
  | {
      readonly at: "column";
      readonly part: string;
      readonly row: string;
      readonly column: string;
      readonly stored: string;
      readonly anew: string;
    }
  | { readonly at: "file"; readonly part: string; readonly is: "missing" | "extra" }
  | { readonly at: "byte"; readonly part: string; readonly offset: number };

/** A manifest, and how its parts are read. */
export interface StoredArtifact {
  readonly manifest: Manifest;
  read(digest: ObjectDigest): Promise<Uint8Array>;
}

/** Undefined where the two are the same bytes. */
export async function firstDifference(stored: StoredArtifact, anew: StoredArtifact): Promise<Difference | undefined> {
  const [form, other] = [stored, anew].map(({ manifest: { kind, schema } }) => canonical([kind, schema]));
  if (form !== undefined && other !== undefined && form !== other) return { at: "schema", stored: form, anew: other };
  const byRow = hasRows(stored.manifest) ? await firstRow(rowsFrom(stored, anew), rowsFrom(anew, stored)) : undefined;
  return byRow ?? firstByte(stored, anew);
}

/** Undefined where the rows of `pieces`, one after another, are those of the one part of `whole`. */
export async function firstDifferenceFromPieces(
  whole: StoredArtifact,
  pieces: readonly StoredArtifact[],
): Promise<Difference | undefined> {
  const form = canonical([whole.manifest.kind, whole.manifest.schema]);
  for (const { manifest } of pieces) {
    const other = canonical([manifest.kind, manifest.schema]);
    if (form !== other) return { at: "schema", stored: form, anew: other };
  }
  return firstRow(rowsInTurn([whole]), rowsInTurn(pieces));
}

async function* rowsInTurn(artifacts: readonly StoredArtifact[]): AsyncIterable<PlacedRow> {
  let count = 0;
  for (const { manifest, read } of artifacts) {
    for (const part of manifest.parts) {
      for (const row of await decodePart(manifest, await read(part.digest))) {
        count++;
        yield { ...row, id: hasIds(manifest) ? row.id : `row ${count}`, part: part.name };
      }
    }
  }
}

/** A row with the name of the part that it stands in. */
export interface PlacedRow extends PartRow {
  readonly part: string;
}

/** Compares rows in order; ids, where there are any, stand in byte order. */
export async function firstRow(
  stored: AsyncIterable<PlacedRow>,
  anew: AsyncIterable<PlacedRow>,
): Promise<Difference | undefined> {
  const right = anew[Symbol.asyncIterator]();
  for await (const row of stored) {
    const { value: other, done } = await right.next();
    if (done === true) return { at: "row", part: row.part, row: row.id, is: "missing" };
    if (row.id !== other.id) {
      return compareIds(row.id, other.id) < 0
        ? { at: "row", part: row.part, row: row.id, is: "missing" }
        : { at: "row", part: other.part, row: other.id, is: "extra" };
    }
    if (digestRow(row) !== digestRow(other)) return firstColumn(row, other);
  }
  const { value: left, done } = await right.next();
  return done === true ? undefined : { at: "row", part: left.part, row: left.id, is: "extra" };
}

function firstColumn(row: PlacedRow, other: PlacedRow): Difference {
  const names = Object.keys({ ...row.values, ...other.values });
  const column = names.find((name) => valueText(row.values[name]) !== valueText(other.values[name])) ?? "";
  const [stored, anew] = showValues(row.values[column], other.values[column]);
  return { at: "column", part: row.part, row: row.id, column, stored, anew };
}

/** Two values that differ; of bytes or doubles, the first that does. */
function showValues(a: unknown, b: unknown): readonly [string, string] {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return showArrays(a, b, "byte");
  if (a instanceof Float64Array && b instanceof Float64Array) return showArrays(a, b, "value");
  return [valueText(a), valueText(b)];
}

function showArrays(a: ArrayLike<number>, b: ArrayLike<number>, unit: string): readonly [string, string] {
  const at = Array.from(a).findIndex((value, index) => !Object.is(value, b[index]));
  if (at < 0) return [`${a.length} ${unit}s`, `${b.length} ${unit}s`];
  return [`${unit} ${at} is ${a[at]}`, `${unit} ${at} is ${b[at] ?? "absent"}`];
}

/** The rows of the parts from the first that the other does not have in its place. */
async function* rowsFrom({ manifest, read }: StoredArtifact, other: StoredArtifact): AsyncIterable<PlacedRow> {
  const from = manifest.parts.findIndex((part, index) => part.digest !== other.manifest.parts[index]?.digest);
  for (const part of from < 0 ? [] : manifest.parts.slice(from)) {
    for (const row of await decodePart(manifest, await read(part.digest))) yield { ...row, part: part.name };
  }
}

async function firstByte(stored: StoredArtifact, anew: StoredArtifact): Promise<Difference | undefined> {
  const others = new Map(anew.manifest.parts.map((part) => [part.name, part]));
  for (const part of stored.manifest.parts) {
    const other = others.get(part.name);
    if (other === undefined) return { at: "file", part: part.name, is: "missing" };
    if (other.digest === part.digest) continue;
    const [a, b] = await Promise.all([stored.read(part.digest), anew.read(other.digest)]);
    const offset = a.findIndex((byte, index) => byte !== b[index]);
    return { at: "byte", part: part.name, offset: offset < 0 ? a.length : offset };
  }
  const known = new Set(stored.manifest.parts.map((part: Part) => part.name));
  const extra = anew.manifest.parts.find((part) => !known.has(part.name));
  return extra === undefined ? undefined : { at: "file", part: extra.name, is: "extra" };
}
