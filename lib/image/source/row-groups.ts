import { PipelineError } from "../../error.js";
import type { ParquetFile } from "./parquet-file.js";

/** What one row group's pictures may take of memory. */
const MOST_BYTES = 1024 ** 3;

/** One column's values, of which a row group is in memory at a time: for rows that are read in order. */
export class RowGroups {
  readonly #file: ParquetFile;
  readonly #column: string;
  /** The first row of each group, and the row after the last. */
  readonly #starts: readonly number[];
  #current: { readonly start: number; readonly values: Promise<readonly unknown[]> } | undefined;

  constructor(file: ParquetFile, column: string) {
    this.#file = file;
    this.#column = column;
    const starts = [0];
    for (const { num_rows } of file.metadata.row_groups) starts.push((starts.at(-1) ?? 0) + Number(num_rows));
    this.#starts = starts;
  }

  /** Fails with `parquet-row-group` where the group is too large to be in memory. */
  async value(row: number): Promise<unknown> {
    const group = this.#starts.findLastIndex((start) => start <= row);
    const start = this.#starts[group] ?? 0;
    if (this.#current?.start !== start) this.#current = { start, values: this.#read(group) };
    return (await this.#current.values)[row - start];
  }

  async #read(group: number): Promise<readonly unknown[]> {
    const { id, metadata } = this.#file;
    const chunks = metadata.row_groups[group]?.columns ?? [];
    const sizes = chunks.map(({ meta_data: chunk }) =>
      chunk?.path_in_schema[0] === this.#column ? Number(chunk.total_uncompressed_size) : 0,
    );
    const size = sizes.reduce((sum, one) => sum + one, 0);
    if (size > MOST_BYTES) throw tooLarge(id, size);
    const rows = await this.#file.rows([this.#column], this.#starts[group] ?? 0, this.#starts[group + 1] ?? 0);
    return rows.map((row) => row[this.#column]);
  }
}

function tooLarge(id: string, size: number): PipelineError {
  return new PipelineError({
    code: "parquet-row-group",
    message: `a row group of "${id}" holds ${(size / 1e9).toFixed(1)} GB of pictures, which are read at once`,
    where: id,
    remedy: "Write the file with smaller row groups, of some hundred pictures each.",
  });
}
