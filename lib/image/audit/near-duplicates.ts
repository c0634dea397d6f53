import { type Fingerprint, likeness } from "./fingerprint.js";
import { type Halves, HashIndex, halvesOf, hammingDistance } from "./hash-index.js";
import type { Pair } from "./pair.js";

export interface Look {
  readonly hash: string;
  readonly fingerprint: Fingerprint;
}

export interface NearRule {
  /** Bits in which two hashes may differ, 0…64. */
  readonly distance: number;
  /** How alike details must be at least, 0…1. */
  readonly likeness: number;
}

/** The hashes with another one, or another picture's equal one, within the distance. */
export function hashesWithNeighbours(hashes: readonly string[], distance: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const distinct = [...counts.keys()];
  const index = new HashIndex(distance);
  const found = new Set<string>();
  for (const hash of distinct) {
    const halves = halvesOf(hash);
    const near = index.near(halves);
    for (const place of near) found.add(distinct[place] ?? hash);
    if (near.length > 0 || (counts.get(hash) ?? 0) > 1) found.add(hash);
    index.add(halves);
  }
  return found;
}

interface Cluster {
  readonly members: { readonly index: number; readonly look: Look; readonly halves: Halves }[];
  /** The widest angle between the first member and another. */
  width: number;
}

/**
 * Clusters of pictures in which every member is within the rule of every other: without that, chains of pictures that are a
 * little alike join what is not. Pictures come in order, and each joins the cluster whose first member it is most like.
 * `looks` may hold gaps. Returns each later member with its cluster's first, measured by their likeness.
 */
export function nearDuplicates(looks: readonly (Look | undefined)[], rule: NearRule): Pair[] {
  const index = new HashIndex(rule.distance);
  const places = new Map<string, number>();
  /** By the place of a hash in the index: the clusters with a member of that hash. */
  const clustersAt: Set<Cluster>[] = [];
  const pairs: Pair[] = [];
  looks.forEach((look, number) => {
    if (look === undefined) return;
    const halves = halvesOf(look.hash);
    const near = new Set(index.near(halves).flatMap((place) => [...(clustersAt[place] ?? [])]));
    const member = { index: number, look, halves };
    const [best] = [...near].flatMap((cluster) => fit(cluster, member, rule)).sort((a, b) => b.measure - a.measure);
    const cluster = best?.cluster ?? { members: [], width: 0 };
    if (best !== undefined) {
      cluster.width = Math.max(cluster.width, angle(best.measure));
      pairs.push({ first: cluster.members[0]?.index ?? number, second: number, measure: best.measure });
    }
    cluster.members.push(member);
    const place = places.get(look.hash) ?? index.add(halves);
    places.set(look.hash, place);
    clustersAt[place] = (clustersAt[place] ?? new Set()).add(cluster);
  });
  return pairs;
}

/** The cluster, with the likeness to its first member, where the picture is within the rule of all members. */
function fit(cluster: Cluster, { look, halves }: Cluster["members"][number], rule: NearRule) {
  const [first, ...others] = cluster.members;
  if (first === undefined) return [];
  const measure = likeness(first.look.fingerprint, look.fingerprint);
  if (measure < rule.likeness || hammingDistance(first.halves, halves) > rule.distance) return [];
  // Angles obey the triangle inequality: near enough to the first is near enough to all.
  const isNearAll = angle(measure) + cluster.width <= angle(rule.likeness);
  const fits = others.every(
    (other) =>
      hammingDistance(other.halves, halves) <= rule.distance &&
      (isNearAll || likeness(other.look.fingerprint, look.fingerprint) >= rule.likeness),
  );
  return fits ? [{ cluster, measure }] : [];
}

function angle(cosine: number): number {
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}
