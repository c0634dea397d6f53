/** What a program says that has done its work for some pictures. */
export interface Answer {
  /** Of all its threads. */
  readonly cpuSeconds: number;
  /** On the system's clock, in seconds: when the first picture was begun, and the last done. */
  readonly began: number;
  readonly ended: number;
  /** The features of the first picture; none where it only decodes and resizes. */
  readonly first: readonly number[];
}
