/** A stream of random numbers that its seed decides. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** 0…count − 1. */
  below(count: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** A stream of its own for each list of words and numbers: sfc32, seeded by hashing the list. */
export function randomFrom(...key: readonly (string | number)[]): Random {
  const next = sfc32(hash128(key.join("\0")));
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
}

type State = [number, number, number, number];

/** Chris Doty-Humphrey's Small Fast Counter generator, 32 bits. */
function sfc32(state: State): () => number {
  let [a, b, c, counter] = state;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** Four FNV-1a hashes from different bases, each mixed as MurmurHash3 ends. */
function hash128(text: string): State {
  const hash = (basis: number) => {
    let value = basis;
    for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  };
  return [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x243f6a88), hash(0xb7e15162)];
}
