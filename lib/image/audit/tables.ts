// The tables of `audit`.
import { float64, nullable, type Row, text } from "../../artifact/column.js";
import { table } from "../../artifact/table.js";

export const pictureColumns = {
  id: text,
  /** Pictures that must stay on one side of every split: the given group, widened by what was found; "" stands alone. */
  group: text,
  /** "kept"; or "left-out" of training and test, where the same bytes have another label too. */
  status: text,
} as const;
export type AuditedPicture = Row<typeof pictureColumns>;

/** What each picture is to a split once it has been compared with the others. */
export const auditPictures = table(pictureColumns);

/** What an audit finds: a closed list, in the order in which it is told. */
export const FINDING_KINDS = [
  /** `picture` and `other` are the same bytes under two labels. */
  "label-conflict",
  /** They are the same bytes under one label. */
  "exact-duplicate",
  /** They look the same; `measure` is their likeness, 0…1. */
  "near-duplicate",
  /** `other` was taken just before `picture` with the same camera; `measure` is the time between in seconds. */
  "burst",
  /** The group that `picture` is the first of holds a large share of all pictures: `measure`, 0…1. */
  "suspect-group",
  /** By the split that came with the data `picture` is tested on, and `other`, of the same group, trained on. */
  "given-split-leak",
  /** `picture` is as good as one colour, and was compared with no other. */
  "flat",
  /** `measure`: the share of test pictures, 0…1, with one of their group in train if groups were not heeded. */
  "random-split-leak",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const findingColumns = {
  kind: text,
  picture: nullable(text),
  other: nullable(text),
  /** The group of both. */
  group: text,
  measure: nullable(float64),
} as const;
export type FindingRow = Row<typeof findingColumns>;
export type Finding = FindingRow & { readonly kind: FindingKind };

export const auditFindings = table(findingColumns);
