import type { Candidate } from "./source.js";

/** Whether a text is a regular expression with a group to capture. */
export function isGroupPattern(text: string): boolean {
  try {
    return (new RegExp(`${text}|`, "u").exec("")?.length ?? 0) > 1;
  } catch {
    return false;
  }
}

/**
 * The candidates with the group that `pattern` finds in their ids: what its group named `group` captured, or else its first.
 * Those that have a group already, or whose id it does not fit, stay as they are.
 */
export function groupByPattern(candidates: readonly Candidate[], pattern: string): readonly Candidate[] {
  const expression = new RegExp(pattern, "u");
  return candidates.map((candidate) => {
    if (candidate.group !== "") return candidate;
    const match = expression.exec(candidate.id);
    const group = match?.groups?.group ?? match?.[1] ?? "";
    return group === "" ? candidate : { ...candidate, group };
  });
}
