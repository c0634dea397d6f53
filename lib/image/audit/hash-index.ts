/** A 64-bit hash as two halves of 32 bits, the higher first. */
export type Halves = readonly [number, number];

export function halvesOf(hash: string): Halves {
  return [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8), 16)];
}

/** In how many bits two hashes differ. */
export function hammingDistance(a: Halves, b: Halves): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

/** Henry S. Warren, Hacker's Delight, 5–1. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Finds hashes near to a given one without a look at all of them. Hashes that differ in at most d bits agree wholly in one
 * of d + 1 blocks of their bits, so only those that share a block are compared.
 */
export class HashIndex {
  readonly #distance: number;
  readonly #blocks: readonly Map<number, Bucket>[];
  #size = 0;
  /** The number of questions, and that of the last one in which each hash was found. */
  #asked = 0;
  readonly #foundIn: number[] = [];

  constructor(distance: number) {
    this.#distance = distance;
    this.#blocks = Array.from({ length: distance + 1 }, () => new Map());
  }

  /** Its place: 0 for the first hash, 1 for the next. */
  add(hash: Halves): number {
    this.#blocks.forEach((block, number) => {
      const key = this.#key(hash, number);
      const bucket = block.get(key) ?? { places: [], highs: [], lows: [] };
      block.set(key, bucket);
      bucket.places.push(this.#size);
      // As signed words, which engines keep unboxed.
      bucket.highs.push(hash[0] | 0);
      bucket.lows.push(hash[1] | 0);
    });
    this.#foundIn.push(0);
    return this.#size++;
  }

  /** The places of the hashes within the distance, each once, in no order but always the same. */
  near(hash: Halves): number[] {
    const found: number[] = [];
    this.#asked++;
    this.#blocks.forEach((block, number) => {
      const bucket = block.get(this.#key(hash, number));
      if (bucket === undefined) return;
      for (const place of within(bucket, hash, this.#distance)) {
        if (this.#foundIn[place] === this.#asked) continue;
        this.#foundIn[place] = this.#asked;
        found.push(place);
      }
    });
    return found;
  }

  /** The bits of one block, as a number. */
  #key([high, low]: Halves, number: number): number {
    const count = this.#blocks.length;
    const start = Math.floor((64 * number) / count);
    const end = Math.floor((64 * (number + 1)) / count);
    let key = 0;
    for (let bit = start; bit < end; bit++)
      key = 2 * key + (bit < 32 ? (high >>> (31 - bit)) & 1 : (low >>> (63 - bit)) & 1);
    return key;
  }
}

/** The hashes that share a block. */
interface Bucket {
  readonly places: number[];
  readonly highs: number[];
  readonly lows: number[];
}

function within({ places, highs, lows }: Bucket, [high, low]: Halves, distance: number): number[] {
  const found: number[] = [];
  for (let index = 0; index < places.length; index++) {
    if (ones((highs[index] ?? 0) ^ high) + ones((lows[index] ?? 0) ^ low) <= distance) found.push(places[index] ?? 0);
  }
  return found;
}
