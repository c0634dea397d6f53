import type { Pair } from "./pair.js";

export interface Labelled {
  readonly digest: string;
  readonly label: number;
}

export interface SameBytes {
  /** Each later picture of the same bytes and label with the first. */
  readonly duplicates: readonly Pair[];
  /** Each picture whose bytes have another label too, with the first of such. */
  readonly conflicts: readonly Pair[];
  /** The indices of all pictures whose bytes have two labels. */
  readonly conflicting: ReadonlySet<number>;
}

/** Pictures of the same bytes, under one label or several. */
export function sameBytes(pictures: readonly Labelled[]): SameBytes {
  const byDigest = new Map<string, number[]>();
  pictures.forEach(({ digest }, index) => {
    const known = byDigest.get(digest);
    if (known === undefined) byDigest.set(digest, [index]);
    else known.push(index);
  });
  const duplicates: Pair[] = [];
  const conflicts: Pair[] = [];
  const conflicting = new Set<number>();
  for (const [first = 0, ...others] of byDigest.values()) {
    const label = pictures[first]?.label;
    const isConflict = others.some((index) => pictures[index]?.label !== label);
    if (isConflict) for (const index of [first, ...others]) conflicting.add(index);
    for (const second of others) {
      const pair = { first, second, measure: null };
      if (pictures[second]?.label === label) duplicates.push(pair);
      else conflicts.push(pair);
    }
  }
  return { duplicates, conflicts, conflicting };
}
