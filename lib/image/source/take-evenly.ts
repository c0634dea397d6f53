import { compareIds, digestBytes } from "../../digest.js";
import type { Candidate } from "./source.js";

/**
 * At most `limit` candidates, in id order: each given part gets its share in proportion to its size, and within a part the
 * classes get equal shares, as far as they reach. Which ones of a class is decided by the digest of their ids, so that the same
 * ids give the same choice.
 */
export function takeEvenly(candidates: readonly Candidate[], limit: number): readonly Candidate[] {
  if (candidates.length <= limit) return candidates;
  const parts = groupBy(candidates, ({ given }) => given ?? "");
  const sizes = proportional(
    parts.map((part) => part.length),
    limit,
  );
  const taken = parts.flatMap((part, index) => takeFromClasses(part, sizes[index] ?? 0));
  return taken.sort((a, b) => compareIds(a.id, b.id));
}

function takeFromClasses(part: readonly Candidate[], size: number): Candidate[] {
  const classes = groupBy(part, (candidate) => candidate.class);
  const sizes = level(
    classes.map((members) => members.length),
    size,
  );
  return classes.flatMap((members, index) => {
    const keyed = members.map((candidate) => ({ candidate, key: digestBytes(candidate.id) }));
    keyed.sort((a, b) => compareIds(a.key, b.key));
    return keyed.slice(0, sizes[index]).map(({ candidate }) => candidate);
  });
}

/** Shares of `total` in proportion to `sizes`, by largest remainder. */
function proportional(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const exact = sizes.map((size) => (size * total) / sum);
  const shares = exact.map(Math.floor);
  const byRemainder = exact.map((share, index) => ({ index, rest: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.rest - a.rest || a.index - b.index);
  const left = total - shares.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** Equal shares of `total`, none above its size; what a small one leaves goes to the others, one to each in turn. */
function level(sizes: readonly number[], total: number): number[] {
  const shares = sizes.map(() => 0);
  let left = total;
  while (left > 0) {
    const open = sizes.flatMap((size, index) => ((shares[index] ?? 0) < size ? [index] : []));
    if (open.length === 0) break;
    const step = Math.max(1, Math.floor(left / open.length));
    for (const index of open) {
      const more = Math.min(step, left, (sizes[index] ?? 0) - (shares[index] ?? 0));
      shares[index] = (shares[index] ?? 0) + more;
      left -= more;
    }
  }
  return shares;
}

function groupBy(candidates: readonly Candidate[], keyOf: (candidate: Candidate) => string): Candidate[][] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const members = groups.get(keyOf(candidate)) ?? [];
    if (members.length === 0) groups.set(keyOf(candidate), members);
    members.push(candidate);
  }
  return [...groups.entries()].sort(([a], [b]) => compareIds(a, b)).map(([, members]) => members);
}
