import { CsvError, parse } from "csv-parse/sync";
import { PipelineError } from "../../error.js";

/** A line of a table: column → value. */
export type WrittenRow = { readonly [column: string]: unknown };

/**
 * The lines of a comma-, semicolon- or tab-separated file in UTF-8, by the names in its first line. Fails with `manifest-…`
 * errors that name file and line.
 */
export function readCsv(id: string, bytes: Uint8Array): readonly WrittenRow[] {
  const text = decode(id, bytes);
  try {
    return parse(text, {
      columns: true,
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PipelineError({
      code: "manifest-syntax",
      message: `"${id}" is no table: ${error.message}`,
      where: id,
      remedy: "Mend that line: each needs as many values as the first has names; quote values that hold the separator.",
      cause: error,
    });
  }
}

/** The separator that the first line has most of. */
function delimiterOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

/** UTF-8, or UTF-16 with a byte order mark, as spreadsheets write it. */
export function decode(id: string, bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PipelineError({
      code: "manifest-encoding",
      message: `"${id}" is not written in UTF-8`,
      where: id,
      remedy: 'Save it as UTF-8; spreadsheets call that "CSV UTF-8".',
      cause: error,
    });
  }
}
