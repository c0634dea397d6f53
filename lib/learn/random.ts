/** A stream of numbers that depends on its seed alone. */
export interface Random {
  /** The next number in [0, 1), a multiple of 2⁻³². */
  next(): number;
  /** The next whole number in 0…bound−1, each equally likely. `bound` is in 1…2³². */
  below(bound: number): number;
}

/**
 * A generator seeded from anything that names a stream: `random(7, "shuffle", 3)`. sfc32 by Chris Doty-Humphrey
 * (PractRand), its state filled by a text hash (cyrb128) and mixed for 12 rounds.
 */
export function random(...seed: readonly (string | number)[]): Random {
  let [a, b, c, counter] = hash(JSON.stringify(seed));
  function next32(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }
  for (let round = 0; round < 12; round++) next32();
  return {
    next: () => next32() / 2 ** 32,
    below(bound) {
      // Numbers past the last whole multiple of the bound are drawn again, so that none is favoured.
      const limit = 2 ** 32 - (2 ** 32 % bound);
      for (;;) {
        const drawn = next32();
        if (drawn < limit) return drawn % bound;
      }
    },
  };
}

/** Puts a list in random order, in place (Fisher–Yates), and returns it. */
export function shuffle<List extends { length: number; [index: number]: unknown }>(list: List, source: Random): List {
  for (let last = list.length - 1; last > 0; last--) {
    const other = source.below(last + 1);
    const value = list[last];
    list[last] = list[other];
    list[other] = value;
  }
  return list;
}

/** cyrb128 (bryc, public domain): 128 bits of state from text. */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a | 0, (b ^ a) | 0, (c ^ a) | 0, (d ^ a) | 0];
}
