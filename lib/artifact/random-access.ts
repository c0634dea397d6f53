/** Bytes of which pieces are read, and which need not be in memory. */
export interface RandomAccess {
  /** In bytes. */
  readonly size: number;
  /** `length` bytes from `offset` on, 0…size; fewer where they end before. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;

/** Bytes that are in memory. */
export function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.byteLength, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A stretch of other bytes. */
export function stretchOf(whole: RandomAccess, start: number, size: number): RandomAccess {
  return {
    size,
    read: (offset, length) => whole.read(start + offset, Math.max(0, Math.min(length, size - offset))),
  };
}

/** All of it in order, a chunk at a time. */
export async function* chunksOf(whole: RandomAccess): AsyncIterable<Uint8Array> {
  for (let offset = 0; offset < whole.size; offset += CHUNK_BYTES) yield await whole.read(offset, CHUNK_BYTES);
}
