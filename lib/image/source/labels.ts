import { compareIds } from "../../digest.js";

/** A class as a row of the images has it. */
export interface ClassLabel {
  readonly label: number;
  readonly class: string;
}

/** A label as a data set writes it. */
export type WrittenLabel = string | number | bigint;

const LARGEST = 2 ** 31 - 1;

/**
 * A number and a name for each of a data set's labels: where all are whole numbers, 0…2³¹−1, they are kept; else a label's
 * number is its place among them in code point order. Text counts in Unicode NFC.
 */
export function numberLabels(labels: Iterable<WrittenLabel>): (label: WrittenLabel) => ClassLabel {
  const names = new Set([...labels].map(nameOf));
  if ([...names].every((name) => wholeNumber(name) !== undefined)) {
    return (label) => ({ label: wholeNumber(nameOf(label)) ?? -1, class: nameOf(label) });
  }
  const places = placesOf(names);
  return (label) => ({ label: places.get(nameOf(label)) ?? -1, class: nameOf(label) });
}

/** The place of each name among them, from 0, in code point order. */
export function placesOf(names: Iterable<string>): ReadonlyMap<string, number> {
  return new Map([...names].sort(compareIds).map((name, place) => [name, place]));
}

/** The label as a number of its own, if that is what it is. */
export function wholeNumber(label: WrittenLabel): number | undefined {
  if (!/^(0|[1-9]\d{0,9})$/.test(String(label))) return undefined;
  const number = Number(label);
  return number <= LARGEST ? number : undefined;
}

function nameOf(label: WrittenLabel): string {
  return String(label).trim().normalize("NFC");
}
