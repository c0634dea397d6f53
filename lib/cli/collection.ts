import { formatCount } from "../count.js";
import { nameOf } from "../store/collect.js";
import { type Collection, ORPHANS, type Orphan, type RemovedResult } from "../store/collection.js";
import { formatAge, formatBytes, formatTable, plural } from "./format.js";

/** Of a long list so many are shown, unless all are asked for. */
const SHOWN = 40;

/** What a collection of garbage removes: what, whose, how large, how old. */
export function describeCollection(
  collection: Collection,
  { now, isVerbose }: { readonly now: number; readonly isVerbose: boolean },
): string {
  const { results, orphans, before, after, needed, spared } = collection;
  const shown = isVerbose ? results : results.slice(0, SHOWN);
  const rows = [
    ...shown.map((removed) => describeResult(removed, now)),
    ...ORPHANS.flatMap((what) =>
      describeOrphans(
        orphans.filter((orphan) => orphan.what === what),
        now,
      ),
    ),
  ];
  const rest = results.slice(shown.length);
  const lines = [
    ...(rows.length === 0 ? [] : [formatTable(rows, [false, false, false, true])]),
    ...(rest.length === 0 ? [] : [`  … and ${plural(rest.length, "result")} more (--verbose lists them)`]),
    `${formatBytes(before - after)} of ${formatBytes(before)} to free; ${plural(needed, "result")} needed, ${formatCount(spared)} spared`,
  ];
  return `${lines.join("\n")}\n`;
}

function describeResult({ result, parts, size }: RemovedResult, now: number): string[] {
  const what = parts.length === 0 ? "  result" : `  result with ${plural(parts.length, "part")}`;
  return [what, result.step, result.key.slice(0, 12), formatBytes(size), `used ${formatAge(now - result.at)}`];
}

/** One line a kind; set-aside objects one by one, since a person may want to look at them. */
function describeOrphans(orphans: readonly Orphan[], now: number): string[][] {
  const [first] = orphans;
  if (first === undefined) return [];
  const line = (what: string, name: string, entries: readonly Orphan[]) => {
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    const oldest = Math.min(...entries.map(({ at }) => at));
    return [`  ${what}`, "", name, formatBytes(size), `written ${formatAge(now - oldest)}`];
  };
  if (first.what === "damaged object") {
    return orphans.map((orphan) => line(orphan.what, nameOf(orphan.path).slice(0, 12), [orphan]));
  }
  const name = orphans.length === 1 ? nameOf(first.path).slice(0, 12) : formatCount(orphans.length);
  return [line(orphans.length === 1 ? first.what : PLURALS[first.what], name, orphans)];
}

const PLURALS: { readonly [what in Orphan["what"]]: string } = {
  "damaged record": "damaged records",
  "object without a record": "objects without a record",
  checkpoint: "checkpoints",
  "leftover draft": "leftover drafts",
  "damaged object": "damaged objects",
  "old bundle": "old bundles",
  "old view": "old views",
  "project that is gone": "projects that are gone",
};
