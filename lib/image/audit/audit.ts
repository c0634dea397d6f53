import { compareIds } from "../../digest.js";
import { bursts, type Shot } from "./bursts.js";
import { expectedLeak } from "./leakage.js";
import { type Look, type NearRule, nearDuplicates } from "./near-duplicates.js";
import type { Pair } from "./pair.js";
import { sameBytes } from "./same-bytes.js";
import { type AuditedPicture, FINDING_KINDS, type Finding, type FindingKind } from "./tables.js";
import { unite } from "./unite.js";

/** What of a picture an audit compares. */
export interface AuditPicture extends Shot {
  readonly label: number;
  /** The group that came with it; "" where none did. */
  readonly group: string;
  readonly given: string | null;
  readonly digest: string;
  readonly hash: string | null;
}

export interface AuditSettings {
  readonly near: NearRule;
  /** The longest time between two pictures of a burst; 0: no bursts. */
  readonly burstSeconds: number;
  /** Whether pictures of the same bytes and different labels are left out of training and test. */
  readonly conflicts: "leave-out" | "keep";
  /** The share of all pictures, 0…1, over which a group is suspect. */
  readonly suspect: number;
  /** The test part's share, 0…1, for the leak that a random split would have. */
  readonly test: number;
}

export interface Audit {
  readonly pictures: readonly AuditedPicture[];
  readonly findings: readonly Finding[];
}

/** Compares pictures, in id order, with each other; `looks` are of those whose hashes are near another's. */
export function audit(
  pictures: readonly AuditPicture[],
  looks: readonly (Look | undefined)[],
  settings: AuditSettings,
): Audit {
  const { duplicates, conflicts, conflicting } = sameBytes(pictures);
  const near = nearDuplicates(looks, settings.near);
  const shots = bursts(pictures, settings.burstSeconds);
  const groups = unite(pictures, [...duplicates, ...conflicts, ...near, ...shots]);
  const leavesOut = settings.conflicts === "leave-out";
  const audited = pictures.map(({ id, label, given }, index) => ({
    ...{ id, label, given, group: groups[index] ?? "" },
    status: leavesOut && conflicting.has(index) ? "left-out" : "kept",
  }));
  const kept = audited.filter(({ status }) => status === "kept");
  const paired = (kind: FindingKind, pairs: readonly Pair[]): Finding[] =>
    pairs.map(({ first, second, measure }) => ({
      ...{ kind, picture: pictures[second]?.id ?? null, other: pictures[first]?.id ?? null },
      ...{ group: groups[second] ?? "", measure },
    }));
  const flat = pictures.filter(({ hash }) => hash === null);
  const leak = expectedLeak(kept, settings.test);
  const findings: Finding[] = [
    ...paired("label-conflict", conflicts),
    ...paired("exact-duplicate", duplicates),
    ...paired("near-duplicate", near),
    ...paired("burst", shots),
    ...suspectGroups(audited, settings.suspect),
    ...givenSplitLeaks(kept),
    ...flat.map(({ id }) => ({ kind: "flat" as const, picture: id, other: null, group: "", measure: null })),
    ...(Number.isNaN(leak)
      ? []
      : [{ kind: "random-split-leak" as const, picture: null, other: null, group: "", measure: leak }]),
  ];
  return {
    pictures: audited.map(({ id, group, status }) => ({ id, group, status })),
    findings: findings.sort(inTellingOrder),
  };
}

type Grouped = AuditedPicture & { readonly given: string | null };

function suspectGroups(pictures: readonly Grouped[], limit: number): Finding[] {
  const groups = new Map<string, string[]>();
  for (const { id, group } of pictures) {
    if (group === "") continue;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [id]);
    else known.push(id);
  }
  return [...groups].flatMap(([group, ids]) => {
    const share = ids.length / pictures.length;
    if (share <= limit) return [];
    return [{ kind: "suspect-group" as const, picture: ids[0] ?? null, other: null, group, measure: share }];
  });
}

/** Pictures that the given split tests or chooses weights on, with the first of their group that it trains on. */
function givenSplitLeaks(pictures: readonly Grouped[]): Finding[] {
  const trained = new Map<string, string>();
  for (const { id, group, given } of pictures) {
    if (group !== "" && given === "train" && !trained.has(group)) trained.set(group, id);
  }
  return pictures.flatMap(({ id, group, given }) => {
    const other = given === null || given === "train" ? undefined : trained.get(group);
    if (other === undefined) return [];
    return [{ kind: "given-split-leak" as const, picture: id, other, group, measure: null }];
  });
}

const PLACES = new Map(FINDING_KINDS.map((kind, place) => [kind, place]));
/** Of near-duplicates the most alike first, of suspect groups the largest, of bursts the shortest step; then by id. */
function inTellingOrder(a: Finding, b: Finding): number {
  const byKind = (PLACES.get(a.kind) ?? 0) - (PLACES.get(b.kind) ?? 0);
  const byMeasure = (a.kind === "burst" ? 1 : -1) * ((a.measure ?? 0) - (b.measure ?? 0));
  return byKind || byMeasure || compareIds(a.picture ?? "", b.picture ?? "");
}
