import { PipelineError } from "../../error.js";
import type { Rejected } from "./admit.js";

/** What counts of an admitted picture for the checks. */
export interface Member {
  readonly class: string;
  readonly group: string;
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
export function checkClasses(members: readonly Member[]): void {
  const classes = new Map<string, { pictures: number; alone: number; groups: Set<string> }>();
  for (const member of members) {
    const counts = classes.get(member.class) ?? { pictures: 0, alone: 0, groups: new Set() };
    classes.set(member.class, counts);
    counts.pictures++;
    if (member.group === "") counts.alone++;
    else counts.groups.add(member.group);
  }
  const [only] = classes.keys();
  if (only === undefined) {
    throw new PipelineError({
      code: "no-pictures",
      message: "there are no pictures that can be read in the folder of photos",
      where: "in.photos",
      remedy: "Put JPEG or PNG photos there, one folder for each class.",
    });
  }
  if (classes.size === 1) {
    throw new PipelineError({
      code: "single-class",
      message: `all pictures are of one class, "${only}"`,
      where: "in.photos",
      remedy: "Add a folder with pictures of another class: there must be something to tell apart.",
    });
  }
  const short = [...classes].filter(([, { alone, groups }]) => alone + groups.size < 2);
  if (short.length === 0) return;
  const named = short.map(
    ([name, { pictures }]) => `"${name}" has ${pictures === 1 ? "one picture" : `${pictures} pictures of one group`}`,
  );
  throw new PipelineError({
    code: "class-too-small",
    message: `${named.join(", ")}: a class needs two at least, one to learn from and one to test with`,
    where: "in.photos",
    remedy: "Add pictures to the class, or remove its folder. A small `limit` can also leave a class too few.",
  });
}
