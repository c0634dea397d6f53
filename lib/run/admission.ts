/** Something that could start now. */
export interface Ready {
  /** Cores it may keep busy. */
  readonly cpu: number;
  /** How many tasks stand one after another on the longest way from here to an end. */
  readonly remaining: number;
  /** Rows that it takes up, of a part of a task; else 0. */
  readonly rows: number;
}

/** Who starts first: the longer remaining path, then the more rows, lest a large part be left to one core at the end. */
export function compareReady(a: Ready, b: Ready): number {
  return b.remaining - a.remaining || b.rows - a.rows;
}

/**
 * Which of the ready, in the order of `compareReady`, to start, given the free cores of `capacity`. One that asks for more cores
 * than there are gets all of them.
 */
export function admit<T extends Ready>(ready: readonly T[], free: number, capacity: number): readonly T[] {
  const admitted: T[] = [];
  let left = free;
  for (const candidate of ready) {
    if (left <= 0) break;
    const cpu = Math.min(candidate.cpu, capacity);
    if (cpu > left) continue;
    left -= cpu;
    admitted.push(candidate);
  }
  return admitted;
}
