import { FINDING_KINDS, type FindingKind, type FindingRow } from "../image/audit/tables.js";
import { spread } from "./choose.js";
import type { SamplePicture } from "./content.js";

/** What of an audit's pictures the report counts. */
export interface AuditedRow {
  readonly id: string;
  readonly group: string;
  readonly status: string;
}

export interface AuditSources {
  readonly pictures: readonly AuditedRow[];
  readonly findings: readonly FindingRow[];
}

/** A picture that the audit found, with the one it belongs to where there is one. */
export interface FoundPair {
  readonly pictures: readonly (SamplePicture & { readonly class: string })[];
  /** What it says depends on the kind: see `image/audit/tables.ts`. */
  readonly measure: number | null;
}

/** What the comparison of the pictures with each other found. */
export interface AuditContent {
  /** Groups of two pictures or more, the pictures in them, and those left out of training and test. */
  readonly groups: number;
  readonly grouped: number;
  readonly leftOut: number;
  /** How many of each kind there are, and the first of them. */
  readonly findings: readonly {
    readonly kind: FindingKind;
    readonly total: number;
    readonly shown: readonly FoundPair[];
  }[];
  /** The share of test pictures, 0…1, that a split by chance alone would leave a companion in train; null where unknown. */
  readonly randomLeak: number | null;
}

const SHOWN: { readonly [kind in FindingKind]: number } = {
  "label-conflict": 6,
  "exact-duplicate": 3,
  "near-duplicate": 8,
  burst: 3,
  "suspect-group": 3,
  "given-split-leak": 6,
  flat: 3,
  "random-split-leak": 0,
};

/** The first findings of each kind, in its own order; of near-duplicates some from the most alike to the least. */
function shownFindings({ findings }: AuditSources) {
  return FINDING_KINDS.map((kind) => {
    const all = findings.filter((finding) => finding.kind === kind);
    return {
      kind,
      total: all.length,
      first: kind === "near-duplicate" ? spread(all, SHOWN[kind]) : all.slice(0, SHOWN[kind]),
    };
  });
}

/** The ids of the pictures that the section shows. */
export function shownAuditIds(sources: AuditSources): string[] {
  return shownFindings(sources).flatMap(({ first }) => first.flatMap(idsOf));
}

/** `withThumbnail` gives a picture as it is shown; one whose row is gone is left out. */
export function auditContent(
  sources: AuditSources,
  withThumbnail: (id: string) => readonly (SamplePicture & { readonly class: string })[],
): AuditContent {
  const sizes = new Map<string, number>();
  for (const { group } of sources.pictures) if (group !== "") sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const shared = [...sizes.values()].filter((size) => size > 1);
  return {
    groups: shared.length,
    grouped: shared.reduce((sum, size) => sum + size, 0),
    leftOut: sources.pictures.filter(({ status }) => status === "left-out").length,
    findings: shownFindings(sources).map(({ kind, total, first }) => ({
      ...{ kind, total },
      shown: first.map((finding) => ({
        pictures: idsOf(finding).flatMap(withThumbnail),
        measure: finding.measure,
      })),
    })),
    randomLeak: sources.findings.find(({ kind }) => kind === "random-split-leak")?.measure ?? null,
  };
}

function idsOf({ picture, other }: FindingRow): string[] {
  return [other, picture].flatMap((id) => id ?? []);
}
