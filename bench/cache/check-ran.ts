/** Throws where other tasks ran than had to: a figure for the wrong work is none. */
export function checkRan(who: string, ran: readonly string[], expected: readonly string[]): void {
  const [was, wanted] = [ran, expected].map((names) => [...names].sort().join(", ") || "nothing");
  if (was !== wanted) throw new Error(`${who}: ${was} ran, not ${wanted}`);
}
