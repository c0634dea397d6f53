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

/** Clusters that one picture is compared with at most, those of the nearest hashes. */
const MOST_CLUSTERS = 256;
/** Members of one cluster whose details a picture is compared with at most, evenly spread. */
const MOST_MEMBERS = 64;

/**
 * Clusters of pictures in which every member is within the rule of every other: without that, chains of pictures that are a
 * little alike join what is not. Pictures come in order, and each joins the cluster whose first member it is most like.
 * So that thousands of frames of one view, or of one hash, do not take as many comparisons as there are pairs, the details of
 * very large clusters are compared by samples, and so is the choice among very many clusters; hashes, with every member's.
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
    const near = new Set<Cluster>();
    for (const place of index.near(halves)) for (const cluster of clustersAt[place] ?? []) near.add(cluster);
    const member = { index: number, look, halves };
    const [best] = nearest([...near], halves)
      .flatMap((cluster) => fit(cluster, member, rule))
      .sort((a, b) => b.measure - a.measure);
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

function nearest(clusters: readonly Cluster[], halves: Halves): readonly Cluster[] {
  if (clusters.length <= MOST_CLUSTERS) return clusters;
  const measured = clusters.map((cluster) => ({
    cluster,
    distance: hammingDistance(cluster.members[0]?.halves ?? halves, halves),
  }));
  const sorted = measured.sort((a, b) => a.distance - b.distance);
  return sorted.slice(0, MOST_CLUSTERS).map(({ cluster }) => cluster);
}

/** The cluster, with the likeness to its first member, where the picture is within the rule of all members. */
function fit(cluster: Cluster, { look, halves }: Cluster["members"][number], rule: NearRule) {
  const { members, width } = cluster;
  const first = members[0];
  if (first === undefined) return [];
  const measure = likeness(first.look.fingerprint, look.fingerprint);
  if (measure < rule.likeness) return [];
  if (!members.every((member) => hammingDistance(member.halves, halves) <= rule.distance)) return [];
  // Angles obey the triangle inequality: near enough to the first is near enough to all.
  if (angle(measure) + width <= angle(rule.likeness)) return [{ cluster, measure }];
  const step = Math.max(1, members.length / MOST_MEMBERS);
  for (let place = 0; place < members.length; place += step) {
    const member = members[Math.floor(place)];
    if (member !== undefined && likeness(member.look.fingerprint, look.fingerprint) < rule.likeness) return [];
  }
  return [{ cluster, measure }];
}

function angle(cosine: number): number {
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}
