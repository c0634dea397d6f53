import type { Changes } from "../artifact/row-changes.js";
import { formatCount } from "../count.js";

/** What of an input differs from what a task last read. */
export type InputChange =
  | ({ readonly of: "rows" | "files" | "cells" } & Changes)
  /** Its kind, columns, shape, or whether it is a list. */
  | { readonly of: "form"; readonly from: string; readonly to: string }
  | { readonly of: "connection"; readonly is: "added" | "removed" }
  /** One of the two is no longer stored. */
  | { readonly of: "unknown"; readonly gone: "old" | "new" };

const EXAMPLES = 2;

/** `3 of 2,527 rows differ (2 changed, 1 added: a.jpg, b.jpg, …)` */
export function describeInputChange(change: InputChange): string {
  switch (change.of) {
    case "rows":
    case "files":
    case "cells": {
      const names = differing(change).map(({ name }) => name);
      if (names.length === 0) return `the same ${change.of}, stored otherwise`;
      const examples = [...names.slice(0, EXAMPLES), ...(names.length > EXAMPLES ? ["…"] : [])].join(", ");
      return `${countDiffering(change)} (${countKinds(change)}: ${examples})`;
    }
    case "form":
      return `${change.from} → ${change.to}`;
    case "connection":
      return change.is === "added" ? "newly given" : "no longer given";
    case "unknown":
      return `changed; the ${change.gone} artifact is no longer stored, so its rows can't be compared`;
  }
}

/** `3 of 2,527 rows differ` */
export function countDiffering(change: Changes & { readonly of: string }): string {
  const count = differing(change).length;
  const noun = change.total === 1 ? change.of.replace(/s$/, "") : change.of;
  return `${formatCount(count)} of ${formatCount(change.total)} ${noun} ${count === 1 ? "differs" : "differ"}`;
}

/** `2 changed, 1 added` */
export function countKinds(changes: Changes): string {
  const kinds = (["changed", "added", "removed"] as const).filter((kind) => changes[kind].length > 0);
  return kinds.map((kind) => `${formatCount(changes[kind].length)} ${kind}`).join(", ");
}

/** The names that differ: changed first, then added, then removed. */
export function differing(changes: Changes) {
  return (["changed", "added", "removed"] as const).flatMap((kind) => changes[kind].map((name) => ({ name, kind })));
}
