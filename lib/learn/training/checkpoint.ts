import { PipelineError } from "../../error.js";
import type { LearnerState } from "./learner.js";
import type { Epoch } from "./train.js";

/** Where a training stands. The order of the pictures and what dropout drops follow from it and the seed. */
export interface Position {
  /** Every full epoch so far. */
  readonly history: readonly Epoch[];
  /** Batches done of the epoch after those. */
  readonly batches: number;
  /** Sums over the pictures of these batches. */
  readonly loss: number;
  readonly right: number;
  /** After the epoch with the lowest validation loss so far. */
  readonly best: Best | undefined;
}

export interface Best {
  readonly epoch: number;
  readonly loss: number;
  readonly weights: readonly Float32Array[];
}

interface Header {
  readonly position: Omit<Position, "best">;
  readonly best: Omit<Best, "weights"> | null;
  /** Lengths of the arrays of numbers that follow: weights, slots, and the best weights. */
  readonly weights: readonly number[];
  readonly slots: readonly number[];
  readonly bestWeights: readonly number[];
}

/**
 * A training as bytes: the header's length (uint32, little-endian), the header as JSON padded to a multiple of four, and
 * the arrays as float32.
 */
export function encodeCheckpoint({ best, ...position }: Position, { weights, slots }: LearnerState): Uint8Array {
  const arrays = [...weights, ...slots, ...(best?.weights ?? [])];
  const header: Header = {
    position,
    best: best === undefined ? null : { epoch: best.epoch, loss: best.loss },
    weights: weights.map(({ length }) => length),
    slots: slots.map(({ length }) => length),
    bestWeights: best?.weights.map(({ length }) => length) ?? [],
  };
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
  const bytes = new Uint8Array(4 + head.length + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let start = 4 + head.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start);
    start += array.byteLength;
  }
  return bytes;
}

export function decodeCheckpoint(bytes: Uint8Array): { readonly position: Position; readonly state: LearnerState } {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const header: Header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    // A copy, since bytes may lie anywhere in a larger buffer, and floats stand at multiples of four.
    const numbers = new Float32Array(Uint8Array.from(bytes.subarray(4 + length)).buffer);
    let start = 0;
    const take = (lengths: readonly number[]) =>
      lengths.map((count) => {
        start += count;
        return numbers.slice(start - count, start);
      });
    const state = { weights: take(header.weights), slots: take(header.slots) };
    const best = header.best === null ? undefined : { ...header.best, weights: take(header.bestWeights) };
    return { position: { ...header.position, best }, state };
  } catch (cause) {
    throw new PipelineError({
      code: "checkpoint-damaged",
      message: "a training's checkpoint can't be read",
      remedy: "Run again with --force: it begins anew.",
      cause,
    });
  }
}
