import { PipelineError } from "../../error.js";
import type { Rejected } from "./admit.js";

/** What counts of some pictures of a class for the checks. */
export type Tally = {
  readonly class: string;
  readonly pictures: number;
  /** Those without a group. */
  readonly alone: number;
  /** Of their groups two, or the only one, or none. */
  readonly groups: readonly string[];
};

/** A tally for each class that pictures have. */
export function tallyOf(members: readonly { readonly class: string; readonly group: string }[]): readonly Tally[] {
  return addTallies(
    members.map(({ class: name, group }) => ({
      ...{ class: name, pictures: 1 },
      ...(group === "" ? { alone: 1, groups: [] } : { alone: 0, groups: [group] }),
    })),
  );
}

/** One tally for each class. */
export function addTallies(tallies: readonly Tally[]): readonly Tally[] {
  const sums = new Map<string, { pictures: number; alone: number; groups: Set<string> }>();
  for (const { class: name, pictures, alone, groups } of tallies) {
    const counts = sums.get(name) ?? { pictures: 0, alone: 0, groups: new Set() };
    sums.set(name, counts);
    counts.pictures += pictures;
    counts.alone += alone;
    for (const group of groups) if (counts.groups.size < 2) counts.groups.add(group);
  }
  return Array.from(sums, ([name, counts]) => ({ class: name, ...counts, groups: [...counts.groups] }));
}

/** Fails where too many candidates were rejected: above `limit`, a share 0…1 of `total`. */
export function checkRejected(rejected: readonly Rejected[], total: number, limit: number): void {
  if (rejected.length <= limit * total) return;
  const first = rejected.slice(0, 3).map(({ id, reason }) => `"${id}" (${reason})`);
  const more = rejected.length > first.length ? `, and ${rejected.length - first.length} more` : "";
  throw new PipelineError({
    code: "too-many-rejected",
    message: `${rejected.length} of ${total} files cannot be used as pictures, more than max_rejected: ${limit} allows: ${first.join(", ")}${more}`,
    where: first.length === 0 ? undefined : rejected[0]?.id,
    remedy: "Replace or remove these files, or raise `max_rejected` in the step's `with`.",
  });
}

/** Fails unless there are two classes or more, each with two pictures or more that can be parted. */
export function checkClasses(classes: readonly Tally[]): void {
  const [only] = classes;
  if (only === undefined) {
    throw new PipelineError({
      code: "no-pictures",
      message: "there are no pictures that can be read in the folder of photos",
      where: "in.photos",
      remedy: "Put JPEG or PNG photos there, one folder for each class.",
    });
  }
  if (classes.length === 1) {
    throw new PipelineError({
      code: "single-class",
      message: `all pictures are of one class, "${only.class}"`,
      where: "in.photos",
      remedy: "Add a folder with pictures of another class: there must be something to tell apart.",
    });
  }
  const short = classes.filter(({ alone, groups }) => alone + groups.length < 2);
  if (short.length === 0) return;
  const named = short.map(
    ({ class: name, pictures }) =>
      `"${name}" has ${pictures === 1 ? "one picture" : `${pictures} pictures of one group`}`,
  );
  throw new PipelineError({
    code: "class-too-small",
    message: `${named.join(", ")}: a class needs two at least, one to learn from and one to test with`,
    where: "in.photos",
    remedy: "Add pictures to the class, or remove its folder. A small `limit` can also leave a class too few.",
  });
}
