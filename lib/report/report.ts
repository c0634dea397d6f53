import type { Json } from "../digest.js";
import type { Thumbnail } from "../image/thumbnail.js";
import type { HistoryRow, MetricRow, PredictionRow } from "../learn/tables.js";
import type { ArticleDataset } from "./article.js";
import { type AuditSources, auditContent, shownAuditIds } from "./audit-content.js";
import { samplesPerClass, spread, surestWrong } from "./choose.js";
import type { Rejection, ReportContent } from "./content.js";
import { foldsResult } from "./folds.js";
import { testPart, testResult } from "./results.js";

/** What a report is made of: the rows that earlier steps wrote. */
export interface ReportSources {
  readonly title: string;
  readonly dataset: ArticleDataset | undefined;
  readonly images: readonly { readonly id: string; readonly label: number; readonly class: string }[];
  readonly predictions: readonly PredictionRow[];
  readonly history: readonly HistoryRow[];
  readonly folds: readonly MetricRow[];
  readonly metadata: { readonly [name: string]: Json };
  readonly rejected: readonly Rejection[] | undefined;
  readonly audit: AuditSources | undefined;
}

/** Ids that the generator of the synthetic sample gives to its drawings. */
const SYNTHETIC = "synthetic/";

/** The ids of the pictures that a report shows. */
export function shownIds(sources: ReportSources): ReadonlySet<string> {
  const { samples, wrong } = chosen(sources);
  const found = sources.audit === undefined ? [] : shownAuditIds(sources.audit);
  return new Set([...samples.flatMap(({ ids }) => ids), ...wrong.map(({ id }) => id), ...found]);
}

/** The report's content. `thumbnails` holds the shown pictures; one whose row is gone is left out. */
export function reportContent(sources: ReportSources, thumbnails: ReadonlyMap<string, Thumbnail>): ReportContent {
  const { samples, wrong } = chosen(sources);
  const classNames = new Map(sources.images.map((image) => [image.id, image.class]));
  const withThumbnail = <P extends { readonly id: string }>(picture: P) => {
    const thumbnail = thumbnails.get(picture.id);
    return thumbnail === undefined ? [] : [{ ...picture, thumbnail }];
  };
  return {
    title: sources.title,
    synthetic: sources.images.some(({ id }) => id.startsWith(SYNTHETIC)),
    dataset: sources.dataset,
    classes: classesOf(sources).map(({ name, ids }) => ({ name, pictures: ids.length })),
    test: testResult(testPart(sources.predictions)),
    epochs: sources.history,
    folds: foldsResult(sources.folds),
    samples: samples.map(({ name, ids }) => ({ name, pictures: ids.flatMap((id) => withThumbnail({ id })) })),
    wrong: wrong.flatMap(({ id, class: truth, predicted_class: predicted, confidence }) =>
      withThumbnail({ id, truth, predicted, confidence }),
    ),
    model: Object.entries(sources.metadata).map(([name, value]) => ({
      name: name.replaceAll("_", " "),
      value: plain(value),
    })),
    rejected: sources.rejected,
    audit: sources.audit && auditContent(sources.audit, (id) => withThumbnail({ id, class: classNames.get(id) ?? "" })),
  };
}

function chosen(sources: ReportSources) {
  const classes = classesOf(sources);
  const each = samplesPerClass(classes.length);
  return {
    samples: classes.map(({ name, ids }) => ({ name, ids: spread(ids, each) })),
    wrong: surestWrong(testPart(sources.predictions)),
  };
}

/** The classes in the order of their numbers, each with the ids of its pictures. */
function classesOf({ images }: ReportSources): { name: string; ids: string[] }[] {
  const classes = new Map<number, { name: string; ids: string[] }>();
  for (const { id, label, class: name } of images) {
    const known = classes.get(label);
    if (known === undefined) classes.set(label, { name, ids: [id] });
    else known.ids.push(id);
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, group]) => group);
}

function plain(value: Json): string {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${plain(inner)}`)
    .join(", ");
}
