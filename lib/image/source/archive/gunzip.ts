import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { chunksOf, type RandomAccess } from "../../../artifact/random-access.js";
import { checkExpansion, damaged } from "./limits.js";

/** What a gzipped file holds, a chunk at a time. Fails with `archive-damaged`, or `archive-bomb` as soon as it is too much. */
export async function* gunzip(id: string, file: RandomAccess): AsyncIterable<Uint8Array> {
  let unpacked = 0;
  try {
    for await (const chunk of pipeline(Readable.from(chunksOf(file)), createGunzip(), () => {})) {
      unpacked += chunk.byteLength;
      checkExpansion(id, file.size, unpacked);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && error.name === "PipelineError") throw error;
    throw damaged(id, error);
  }
}
