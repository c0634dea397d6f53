import type { Pair } from "./pair.js";

export interface Member {
  readonly id: string;
  /** The group that came with the picture; "" where none did. */
  readonly group: string;
}

/**
 * The groups after pictures of each given group, and of each pair, have been put together: whatever is linked in any way is
 * one group. It has the name of the first given group in it, or else that of its first picture; "" stands alone. Pictures
 * come in id order.
 */
export function unite(members: readonly Member[], pairs: readonly Pair[]): string[] {
  const parents = Int32Array.from(members.keys());
  const rootOf = (index: number): number => {
    let root = index;
    while ((parents[root] ?? root) !== root) root = parents[root] ?? root;
    for (let at = index; at !== root; ) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  /** The earlier root stays, so that a root is the first of its group. */
  const join = (a: number, b: number) => {
    const [first, second] = [rootOf(a), rootOf(b)].sort((one, other) => one - other);
    if (first !== undefined && second !== undefined) parents[second] = first;
  };
  const firstOf = new Map<string, number>();
  members.forEach(({ group }, index) => {
    if (group === "") return;
    const first = firstOf.get(group);
    if (first === undefined) firstOf.set(group, index);
    else join(first, index);
  });
  for (const { first, second } of pairs) join(first, second);
  return named(members, (index) => rootOf(index), new Set(firstOf.keys()));
}

function named(members: readonly Member[], rootOf: (index: number) => number, given: ReadonlySet<string>): string[] {
  const sizes = new Map<number, number>();
  const names = new Map<number, string>();
  members.forEach(({ group }, index) => {
    const root = rootOf(index);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
    if (group !== "" && !names.has(root)) names.set(root, group);
  });
  return members.map((_, index) => {
    const root = rootOf(index);
    const name = names.get(root);
    if (name !== undefined) return name;
    return sizes.get(root) === 1 ? "" : unused(`with ${members[root]?.id ?? ""}`, given);
  });
}

function unused(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? unused(`${name}′`, taken) : name;
}
