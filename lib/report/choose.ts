import { compareIds } from "../digest.js";

/** Wrong predictions that a page shows. */
const WRONG_LIMIT = 24;

/** Up to `limit` of the items, evenly spread, so that one burst of photos does not fill them all. */
export function spread<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items;
  const places = Array.from({ length: limit }, (_, index) => Math.floor(((index + 0.5) * items.length) / limit));
  return items.filter((_, index) => places.includes(index));
}

/** How many sample pictures of each class a page can bear: six where classes are few, two where they are many. */
export function samplesPerClass(classes: number): number {
  return Math.max(2, Math.min(6, Math.floor(60 / Math.max(1, classes))));
}

interface Prediction {
  readonly id: string;
  readonly label: number;
  readonly predicted: number;
  readonly confidence: number;
}

/** The wrong predictions to show: the most confident first, then by id. */
export function surestWrong<P extends Prediction>(predictions: readonly P[]): readonly P[] {
  return predictions
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => b.confidence - a.confidence || compareIds(a.id, b.id))
    .slice(0, WRONG_LIMIT);
}
