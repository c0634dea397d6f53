import { distance } from "fastest-levenshtein";

/** `; did you mean "train"?` where one of the known names is near; else nothing. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
    .at(0);
  if (nearest === undefined) return "";
  const { length } = nearest.candidate;
  const isNear = nearest.edits <= Math.floor(length / 3) + 1 && nearest.edits < Math.max(length, name.length);
  return isNear ? `; did you mean "${nearest.candidate}"?` : "";
}
