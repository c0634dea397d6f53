// Bundled with the step, as `execute` is: rows are read and written by the formats that the code digest covers.
import type { Manifest, ObjectReader, ObjectWriter } from "../artifact/manifest.js";
import { bytesOf } from "../artifact/part-rows.js";
import type { IdRow, RowFormat } from "../artifact/type.js";
import { compareIds, digestBytes, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";

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
  const rest = new Map((await rowsOf(part, formats.input, objects)).map((row) => [row.id, row]));
  const count = rest.size;
  const taken = await take(rest, known, formats, objects).catch(ifGone);
  if (taken === undefined || rest.size === count) return undefined;
  const drafts = draftsOver(objects);
  const input = rest.size === 0 ? undefined : await write([...rest.values()], formats.input, drafts);
  const made = input === undefined ? {} : await run(input, drafts);
  const outputs: Record<string, Manifest | undefined> = {};
  for (const [name, format] of Object.entries(formats.outputs)) {
    const anew = made[name] === undefined ? [] : await rowsOf(made[name], format, drafts);
    if (!anew.every(({ id }) => rest.has(id))) return undefined;
    const rows = [...anew, ...(taken[name] ?? [])].sort((a, b) => compareIds(a.id, b.id));
    outputs[name] = await write(rows, format, objects);
  }
  return outputs;
}

/**
 * Takes the rows that known parts have too out of `rest`, and gives what was made of them, by output. Parts are read one
 * after another, the likeliest first, until each row of the part was found, the same or changed.
 */
async function take(
  rest: Map<string, IdRow>,
  known: readonly KnownPart[],
  formats: RowFormats,
  objects: Objects,
): Promise<{ readonly [output: string]: readonly IdRow[] } | undefined> {
  const unseen = new Set(rest.keys());
  const taken: Record<string, IdRow[]> = {};
  for (const { input, outputs } of known) {
    if (unseen.size === 0) break;
    const before = await rowsOf(input, formats.input, objects);
    const ids = new Set(before.map(({ id }) => id));
    const same = new Set(before.flatMap((row) => (isSameRow(rest.get(row.id), row) ? [row.id] : [])));
    for (const id of ids) unseen.delete(id);
    for (const [name, format] of Object.entries(formats.outputs)) {
      const made = same.size === 0 || outputs[name] === undefined ? [] : await rowsOf(outputs[name], format, objects);
      if (!made.every(({ id }) => ids.has(id))) return undefined;
      taken[name] = [...(taken[name] ?? []), ...made.filter(({ id }) => same.has(id))];
    }
    for (const id of same) rest.delete(id);
  }
  return taken;
}

/** A former part that is gone or damaged is no loss: the rows are made anew. */
function ifGone(error: unknown): undefined {
  if (error instanceof PipelineError && /^object-(missing|damaged)$/.test(error.code)) return undefined;
  throw error;
}

async function rowsOf(manifest: Manifest, format: RowFormat, objects: ObjectReader): Promise<IdRow[]> {
  const rows: IdRow[] = [];
  for await (const row of format.read(manifest, objects)) rows.push(row);
  return rows;
}

function isSameRow(a: IdRow | undefined, b: IdRow): boolean {
  if (a === undefined) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return left.length === right.size && left.every(([name, value]) => isSame(value, right.get(name)));
}

/** NaN is itself, −0 is not 0. */
function isSame(a: unknown, b: unknown): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return Object.is(a, b);
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

async function write(rows: readonly IdRow[], format: RowFormat, objects: ObjectWriter): Promise<Manifest | undefined> {
  const sink = format.create(objects);
  for (const row of rows) await sink.writer.write(row);
  return sink.close();
}

/** A row that a step may do with as it likes, as with one that was decoded. */
function copyOf(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).map(([name, value]) => [name, copyOfValue(value)]));
}

function copyOfValue(value: unknown): unknown {
  if (value instanceof Float64Array) return Float64Array.from(value);
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

/** Objects that are written here are kept in memory, rows as they are: they are parts of an artifact that nobody else reads. */
function draftsOver(objects: Objects): Objects {
  const drafts = new Map<ObjectDigest, Uint8Array>();
  const kept = new Map<ObjectDigest, readonly unknown[]>();
  return {
    keptRows: (digest) => kept.get(digest)?.map(copyOf),
    keepRows(rows) {
      const digest = digestBytes<"object">(`rows ${kept.size}`);
      kept.set(digest, rows);
      return { digest, size: 0 };
    },
    readFile: (id, digest) => objects.readFile(id, digest),
    openFile: (id, digest) => objects.openFile(id, digest),
    spool: (chunks) => objects.spool(chunks),
    read: async (digest) => drafts.get(digest) ?? objects.read(digest),
    async write(bytes) {
      const digest = digestBytes<"object">(bytes);
      drafts.set(digest, bytes);
      return digest;
    },
  };
}
