export interface Grouped {
  readonly label: number;
  /** "" stands alone. */
  readonly group: string;
}

/**
 * The share of test pictures, 0…1, that have one of their group in the train part, as it is to be expected of a split that
 * deals the pictures of each class by chance, `test` of them (0…1, rounded) to the test part, and does not heed groups. Exact:
 * of a picture drawn for testing, all k companions of a class with n others, t of them tested, are tested too with
 * probability C(n − k, t − k) / C(n, t) = ∏ (t − i) / (n − i), i < k; classes are dealt apart. NaN without test pictures.
 */
export function expectedLeak(pictures: readonly Grouped[], test: number): number {
  const classes = countsOf(pictures.map(({ label }) => label));
  const tested = new Map([...classes].map(([label, count]) => [label, Math.round(count * test)]));
  const groups = new Map<string, number[]>();
  for (const { group, label } of pictures) {
    if (group === "") continue;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [label]);
    else known.push(label);
  }
  let leaking = 0;
  for (const labels of groups.values()) {
    const counts = countsOf(labels);
    for (const [own, count] of counts) {
      const draws = tested.get(own) ?? 0;
      const all = classes.get(own) ?? 0;
      let none = 1;
      for (const [label, members] of counts) {
        const isOwn = label === own;
        none *= allTested(
          (classes.get(label) ?? 0) - (isOwn ? 1 : 0),
          (tested.get(label) ?? 0) - (isOwn ? 1 : 0),
          members - (isOwn ? 1 : 0),
        );
      }
      // Where none of the class is tested, none of it leaks.
      if (draws > 0) leaking += count * (draws / all) * (1 - none);
    }
  }
  return leaking / [...tested.values()].reduce((sum, count) => sum + count, 0);
}

/** Probability that all of `k` pictures are among `t` drawn from `n`. */
function allTested(n: number, t: number, k: number): number {
  let probability = 1;
  for (let drawn = 0; drawn < k; drawn++) probability *= Math.max(0, t - drawn) / (n - drawn);
  return probability;
}

function countsOf(labels: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
