import { distance } from "fastest-levenshtein";

/** `; did you mean "train"?` where one of the known names is near; else nothing. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
    .at(0);
  const near = nearest !== undefined && nearest.edits <= Math.max(1, Math.floor(nearest.candidate.length / 3) + 1);
  return near ? `; did you mean "${nearest.candidate}"?` : "";
}
