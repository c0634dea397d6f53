import { gunzipSync } from "node:zlib";
import { PipelineError } from "../../error.js";

/** Unsigned bytes in so many dimensions, row-major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 8;
/** What a gzipped file may unpack to: far more than such data sets hold, and less than fills the memory. */
const MOST_BYTES = 1024 ** 3;

/**
 * Reads an IDX file of unsigned bytes, gzipped or not: magic 0, 0, 8, dimensions; then a big-endian 32-bit length for each
 * dimension; then the bytes. Fails with `idx-…` errors that name the file.
 */
export function readIdx(id: string, file: Uint8Array, dimensions: number): IdxArray {
  const bytes = isGzip(file) ? gunzip(id, file) : file;
  const header = 4 + 4 * dimensions;
  const magic = [...bytes.subarray(0, 4)];
  const expected = [0, 0, UNSIGNED_BYTE, dimensions];
  if (magic.join() !== expected.join()) {
    throw broken(
      "idx-magic",
      id,
      `starts with the bytes ${magic.join(" ")}, an IDX file of its name with ${expected.join(" ")}`,
    );
  }
  if (bytes.length < header) throw broken("idx-length", id, `ends within its header of ${header} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const length = shape.reduce((product, size) => product * size, 1);
  if (length === 0) throw broken("idx-empty", id, `says that it holds nothing (${shape.join(" × ")})`);
  if (bytes.length !== header + length) {
    const held = bytes.length - header;
    throw broken(
      "idx-length",
      id,
      `should hold ${shape.join(" × ")} = ${length} bytes after its header, but holds ${held}`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(id: string, bytes: Uint8Array): Uint8Array {
  try {
    const { buffer, byteOffset, byteLength } = gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw broken(
      "idx-gzip",
      id,
      `cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

function broken(code: string, id: string, what: string, cause?: unknown): PipelineError {
  return new PipelineError({ code, message: `"${id}" ${what}`, where: id, remedy: "Fetch the file again.", cause });
}
