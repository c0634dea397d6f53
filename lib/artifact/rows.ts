import { compareIds, type ObjectDigest } from "../digest.js";
import { PipelineError } from "../error.js";
import {
  endsPart,
  MAX_PART_BYTES,
  MAX_PART_ROWS,
  type ObjectWriter,
  type Part,
  partName,
  type Stored,
} from "./manifest.js";

/** Rows one after another, by their ids. */
export type Span = {
  readonly first: string;
  readonly last: string;
  readonly rows: number;
};

/**
 * Cuts rows into parts and stores each. With `idOf`, rows must come in id order and a part ends where the id says so;
 * without, all rows are one part.
 */
export class PartWriter<Row> {
  readonly #objects: ObjectWriter;
  readonly #extension: string;
  readonly #encode: (rows: readonly Row[]) => Uint8Array;
  readonly #digestOf: ((rows: readonly Row[]) => ObjectDigest) | undefined;
  readonly #sizeOf: (row: Row) => number;
  readonly #idOf: ((row: Row) => string) | undefined;
  #rows: Row[] = [];
  #bytes = 0;
  #lastId: string | undefined;
  readonly #parts: Part[] = [];

  constructor(
    objects: ObjectWriter,
    format: {
      readonly extension: string;
      readonly encode: (rows: readonly Row[]) => Uint8Array;
      /** A digest of all that `encode` makes bytes of, for less work than that takes. */
      readonly digestOf?: (rows: readonly Row[]) => ObjectDigest;
      /** A row's size in bytes, near enough to keep a part under its limit. */
      readonly sizeOf: (row: Row) => number;
      readonly idOf: ((row: Row) => string) | undefined;
    },
  ) {
    this.#objects = objects;
    this.#extension = format.extension;
    this.#encode = format.encode;
    this.#digestOf = format.digestOf;
    this.#sizeOf = format.sizeOf;
    this.#idOf = format.idOf;
  }

  async write(row: Row): Promise<void> {
    if (this.#idOf === undefined) {
      this.#rows.push(row);
      return;
    }
    const id = this.#idOf(row);
    if (this.#lastId !== undefined && compareIds(this.#lastId, id) >= 0) {
      throw new PipelineError({
        code: "row-order",
        message: `row "${id}" was written after "${this.#lastId}"`,
        remedy: "Write each row once, with ids in byte order.",
      });
    }
    this.#lastId = id;
    const size = this.#sizeOf(row);
    if (this.#rows.length > 0 && this.#bytes + size > MAX_PART_BYTES) await this.#flush();
    this.#rows.push(row);
    this.#bytes += size;
    if (this.#rows.length >= MAX_PART_ROWS || endsPart(id)) await this.#flush();
  }

  /** Appends the rows of a span, which follow from what `content` is the digest of; they are asked for once at most. */
  async writeOnce(content: ObjectDigest, span: Span, rows: () => Promise<readonly Row[]>): Promise<void> {
    let made: readonly Row[] | undefined;
    const encode = async () => {
      made = await rows();
      return this.#isPart(span, made) ? this.#encode(made) : undefined;
    };
    const stored = this.#isAtStart(span) ? await this.#objects.writeOnce?.(content, encode) : undefined;
    if (stored === undefined) {
      for (const row of made ?? (await rows())) await this.write(row);
      return;
    }
    this.#lastId = span.last;
    this.#push(stored, span.rows);
  }

  /** Whether a part begins here, and the span may follow. */
  #isAtStart({ first, rows }: Span): boolean {
    const isNext = this.#lastId === undefined || compareIds(this.#lastId, first) < 0;
    return this.#idOf !== undefined && this.#rows.length === 0 && rows > 0 && isNext;
  }

  /** Whether rows that begin a part are those of the span, and make up one part, and no more. */
  #isPart(span: Span, rows: readonly Row[]): boolean {
    const size = rows.reduce((sum, row) => sum + this.#sizeOf(row), 0);
    const ids = rows.map((row) => this.#idOf?.(row) ?? "");
    const isSpan = ids.length === span.rows && ids[0] === span.first && ids.at(-1) === span.last;
    const isInOrder = ids.every((id, index) => index === 0 || compareIds(ids[index - 1] ?? "", id) < 0);
    const end = ids.findIndex(endsPart);
    const isCut = end < 0 ? ids.length === MAX_PART_ROWS : end === ids.length - 1 && ids.length <= MAX_PART_ROWS;
    return isSpan && isInOrder && isCut && size <= MAX_PART_BYTES;
  }

  /** The parts, in row order. A table without rows is one empty part, so that its columns can still be read. */
  async close(): Promise<readonly Part[]> {
    if (this.#rows.length > 0 || this.#parts.length === 0) await this.#flush();
    return this.#parts;
  }

  async #flush(): Promise<void> {
    this.#push(await this.#store(this.#rows), this.#rows.length);
    this.#rows = [];
    this.#bytes = 0;
  }

  #push(stored: Stored, rows: number): void {
    const name = this.#idOf === undefined ? `table.${this.#extension}` : partName(this.#parts.length, this.#extension);
    this.#parts.push({ name, ...stored, rows });
  }

  /** A table of one part is not worth remembering. */
  async #store(rows: readonly Row[]): Promise<Stored> {
    const kept = this.#objects.keepRows?.(rows);
    if (kept !== undefined) return kept;
    const isOneOfMany = this.#parts.length > 0 || endsPart(this.#lastId ?? "");
    const known =
      isOneOfMany && this.#digestOf !== undefined
        ? await this.#objects.writeOnce?.(this.#digestOf(rows), async () => this.#encode(rows))
        : undefined;
    if (known !== undefined) return known;
    const bytes = this.#encode(rows);
    return { digest: await this.#objects.write(bytes), size: bytes.byteLength };
  }
}
