import { random, shuffle } from "./random.js";

/** What of a row decides where it goes. Rows stand in id order. */
export interface SplitRow {
  readonly id: string;
  /** The class's number. */
  readonly label: number;
  /** Rows of one group stay together; "" stands alone. */
  readonly group: string;
}

interface Group {
  /** Indices of its rows. */
  readonly rows: readonly number[];
  /** Class → rows. */
  readonly counts: ReadonlyMap<number, number>;
  /** The class of its first row. */
  readonly label: number;
}

/** Rows of each class in a bin, and how many there ought to be. */
interface Bin {
  readonly share: number;
  readonly target: ReadonlyMap<number, number>;
  readonly counts: Map<number, number>;
  size: number;
}

/**
 * Deals rows into bins, each to hold its share of every class. Groups are never cut. What is kept small is Σ (count −
 * target)² / target over bins and classes (Pearson's χ²): largest groups are dealt first, each to where it adds least;
 * then, smallest first, groups move while that lessens it, where a class absent from a bin counts as worst of all.
 * Returns each row's bin. `shares` are over 0 and sum to 1. The same rows and seed always give the same bins.
 */
export function assignToBins(
  rows: readonly SplitRow[],
  shares: readonly number[],
  ...seed: readonly (string | number)[]
): Int32Array {
  const groups = shuffle(groupsOf(rows), random("split", ...seed));
  // Class after class among equals, so that what a class leaves over goes to the emptiest bins.
  groups.sort((a, b) => b.rows.length - a.rows.length || a.label - b.label);
  const bins = shares.map((share) => emptyBin(share, rows));
  const places = groups.map((group) => {
    const place = bestBin(bins, (bin) => change(bin, group, 1, 0));
    move(bins[place], group, 1);
    return place;
  });
  improve(groups, places, bins);
  const result = new Int32Array(rows.length);
  groups.forEach((group, index) => {
    for (const row of group.rows) result[row] = places[index] ?? 0;
  });
  return result;
}

/** How many groups each class has. A group with rows of two classes counts for both. */
export function groupsByClass(rows: readonly SplitRow[]): Map<number, number> {
  const numbers = new Map<number, number>();
  for (const { counts } of groupsOf(rows)) {
    for (const label of counts.keys()) numbers.set(label, (numbers.get(label) ?? 0) + 1);
  }
  return numbers;
}

function groupsOf(rows: readonly SplitRow[]): Group[] {
  const groups = new Map<string, { rows: number[]; counts: Map<number, number>; label: number }>();
  rows.forEach(({ id, label, group }, index) => {
    const key = group === "" ? `picture ${id}` : `group ${group}`;
    let known = groups.get(key);
    if (known === undefined) {
      known = { rows: [], counts: new Map(), label };
      groups.set(key, known);
    }
    known.rows.push(index);
    known.counts.set(label, (known.counts.get(label) ?? 0) + 1);
  });
  return [...groups.values()];
}

function emptyBin(share: number, rows: readonly SplitRow[]): Bin {
  const target = new Map<number, number>();
  for (const { label } of rows) target.set(label, (target.get(label) ?? 0) + share);
  return { share, target, counts: new Map(), size: 0 };
}

/** Outweighs any χ² that a group can add, yet leaves differences of χ² their digits. */
const ABSENT = 1e8;
const MOST_PASSES = 20;
const TOLERANCE = 1e-6;

function improve(groups: readonly Group[], places: number[], bins: readonly Bin[]): void {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    let moved = false;
    for (let index = groups.length - 1; index >= 0; index--) {
      const group = groups[index];
      const from = places[index] ?? 0;
      const home = bins[from];
      if (group === undefined || home === undefined) continue;
      const left = change(home, group, -1, ABSENT);
      const to = bestBin(bins, (bin) => (bin === home ? 0 : left + change(bin, group, 1, ABSENT)));
      const gain = to === from ? 0 : left + change(bins[to] ?? home, group, 1, ABSENT);
      if (gain >= -TOLERANCE) continue;
      move(home, group, -1);
      move(bins[to], group, 1);
      places[index] = to;
      moved = true;
    }
    if (!moved) return;
  }
}

/** The bin with the least cost; of equals the emptiest for its share, then the first. */
function bestBin(bins: readonly Bin[], cost: (bin: Bin) => number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let fill = Number.POSITIVE_INFINITY;
  bins.forEach((bin, index) => {
    const added = cost(bin);
    const filled = bin.size / bin.share;
    if (added < least - TOLERANCE || (added < least + TOLERANCE && filled < fill)) {
      best = index;
      least = added;
      fill = filled;
    }
  });
  return best;
}

/** By how much the measure changes when a group comes (1) or goes (−1). */
function change(bin: Bin, group: Group, direction: 1 | -1, absent: number): number {
  let sum = 0;
  for (const [label, count] of group.counts) {
    const target = bin.target.get(label) ?? 0;
    const before = bin.counts.get(label) ?? 0;
    const after = before + direction * count;
    sum += ((after - target) ** 2 - (before - target) ** 2) / target;
    if (before === 0) sum -= absent;
    if (after === 0) sum += absent;
  }
  return sum;
}

function move(bin: Bin | undefined, group: Group, direction: 1 | -1): void {
  if (bin === undefined) return;
  bin.size += direction * group.rows.length;
  for (const [label, count] of group.counts) {
    bin.counts.set(label, (bin.counts.get(label) ?? 0) + direction * count);
  }
}
