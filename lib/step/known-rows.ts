// Bundled with the step, as `execute` is: rows are read and written by the formats that the code digest covers.
import type { Manifest, ObjectReader, ObjectWriter } from "../artifact/manifest.js";
import type { IdRow, RowFormat } from "../artifact/type.js";
import { compareIds, digestBytes, type ObjectDigest } from "../digest.js";

/** Some rows of an `each` input, and what was made of them with the same code, parameters and environment. */
export interface KnownPart {
  readonly input: Manifest;
  readonly outputs: { readonly [name: string]: Manifest };
}

export interface RowFormats {
  readonly input: RowFormat;
  readonly outputs: { readonly [name: string]: RowFormat };
}

type Objects = ObjectReader & ObjectWriter;
type Outputs = { readonly [name: string]: Manifest | undefined };

/**
 * Makes the outputs of a part from those rows of `known` that it has too, and from the others by `run`: the same bytes as
 * by `run` alone. Undefined where nothing of it is known, or where outputs have other rows than the input.
 */
export async function takeKnownRows(
  part: Manifest,
  known: readonly KnownPart[],
  formats: RowFormats,
  objects: Objects,
  run: (rest: Manifest, objects: Objects) => Promise<Outputs>,
): Promise<Outputs | undefined> {
  const before = await Promise.all(
    known.map(async ({ input }) => rowsById(await rowsOf(input, formats.input, objects))),
  );
  const rest: IdRow[] = [];
  const taken = new Set<string>();
  for (const row of await rowsOf(part, formats.input, objects)) {
    if (before.some((rows) => isSameRow(rows.get(row.id), row))) taken.add(row.id);
    else rest.push(row);
  }
  if (taken.size === 0) return undefined;
  const drafts = draftsOver(objects);
  const input = rest.length === 0 ? undefined : await write(rest, formats.input, drafts);
  const made = input === undefined ? {} : await run(input, drafts);
  const anew = new Set(rest.map(({ id }) => id));
  const outputs: Record<string, Manifest | undefined> = {};
  for (const [name, format] of Object.entries(formats.outputs)) {
    const rows = made[name] === undefined ? [] : await rowsOf(made[name], format, drafts);
    if (!rows.every(({ id }) => anew.has(id))) return undefined;
    for (const [index, { outputs: stored }] of known.entries()) {
      const old = stored[name] === undefined ? [] : await rowsOf(stored[name], format, objects);
      if (!old.every(({ id }) => before[index]?.has(id))) return undefined;
      rows.push(...old.filter(({ id }) => taken.has(id)));
    }
    rows.sort((a, b) => compareIds(a.id, b.id));
    outputs[name] = await write(rows, format, objects);
  }
  return outputs;
}

async function rowsOf(manifest: Manifest, format: RowFormat, objects: ObjectReader): Promise<IdRow[]> {
  const rows: IdRow[] = [];
  for await (const row of format.read(manifest, objects)) rows.push(row);
  return rows;
}

function rowsById(rows: readonly IdRow[]): ReadonlyMap<string, IdRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

function isSameRow(a: IdRow | undefined, b: IdRow): boolean {
  if (a === undefined) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([name, value]) => isSame(value, right.get(name)));
}

/** NaN is itself, −0 is not 0. */
function isSame(a: unknown, b: unknown): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return Object.is(a, b);
  return Buffer.compare(a, b) === 0;
}

async function write(rows: readonly IdRow[], format: RowFormat, objects: ObjectWriter): Promise<Manifest | undefined> {
  const sink = format.create(objects);
  for (const row of rows) await sink.writer.write(row);
  return sink.close();
}

/** Objects that are written here are kept in memory: they are parts of an artifact that nobody else reads. */
function draftsOver(objects: Objects): Objects {
  const drafts = new Map<ObjectDigest, Uint8Array>();
  return {
    readFile: (id, digest) => objects.readFile(id, digest),
    read: async (digest) => drafts.get(digest) ?? objects.read(digest),
    async write(bytes) {
      const digest = digestBytes<"object">(bytes);
      drafts.set(digest, bytes);
      return digest;
    },
  };
}
