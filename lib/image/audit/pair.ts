/** Two pictures that belong together: their indices, the earlier first, and how near they are. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  readonly measure: number | null;
}
