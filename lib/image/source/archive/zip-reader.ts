import { Readable } from "node:stream";
import yauzl from "yauzl";
import { chunksOf, type RandomAccess, stretchOf } from "../../../artifact/random-access.js";

const BLOCK_BYTES = 256 * 1024;

/** What yauzl reads an archive by: a block at a time, since a directory is read in pieces of some dozen bytes. */
export class ZipReader extends yauzl.RandomAccessReader {
  readonly #archive: RandomAccess;
  #block: { readonly start: number; readonly bytes: Promise<Uint8Array> } = {
    start: 0,
    bytes: Promise.resolve(new Uint8Array()),
  };

  constructor(archive: RandomAccess) {
    super();
    this.#archive = archive;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunksOf(stretchOf(this.#archive, start, end - start)));
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, read?: number) => void,
  ): void {
    this.#piece(position, length).then(
      (piece) => {
        buffer.set(piece, offset);
        callback(null, piece.byteLength);
      },
      (error) => callback(error),
    );
  }

  async #piece(position: number, length: number): Promise<Uint8Array> {
    if (length >= BLOCK_BYTES) return this.#archive.read(position, length);
    const { start } = this.#block;
    if (position < start || position + length > start + (await this.#block.bytes).byteLength) {
      this.#block = { start: position, bytes: this.#archive.read(position, BLOCK_BYTES) };
    }
    const { start: begin, bytes } = this.#block;
    return (await bytes).subarray(position - begin, position - begin + length);
  }
}
