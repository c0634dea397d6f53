/** Something that could start now. */
export interface Ready {
  /** Cores it may keep busy. */
  readonly cpu: number;
  /** How many tasks stand one after another on the longest way from here to an end. */
  readonly remaining: number;
}

/**
 * Which of the ready to start, given the free cores of `capacity`: longest remaining path first, then in the given
 * order. One that asks for more cores than there are gets all of them.
 */
export function admit<T extends Ready>(ready: readonly T[], free: number, capacity: number): readonly T[] {
  const byPath = [...ready].sort((a, b) => b.remaining - a.remaining);
  const admitted: T[] = [];
  let left = free;
  for (const candidate of byPath) {
    if (left <= 0) break;
    const cpu = Math.min(candidate.cpu, capacity);
    if (cpu > left) continue;
    left -= cpu;
    admitted.push(candidate);
  }
  return admitted;
}
