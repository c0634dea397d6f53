import type { Setup } from "./setup.js";

/** One thing that is measured: contenders take turns, round after round. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly turns: readonly Turn[];
  /** At most so many rounds. */
  readonly rounds?: number;
  readonly floors: readonly Floor[];
}

export type Unit = "pictures/s" | "s" | "MiB" | "GFLOPS" | "loss";

/** One contender's part of a scenario. */
export interface Turn {
  readonly contender: string;
  measure(setup: Setup, signal: AbortSignal): Promise<Measured>;
}

export interface Measured {
  /** In the scenario's unit. */
  readonly value: number;
  readonly peakBytes?: number | undefined;
  /** Floating-point operations a picture, where the contender counts them. */
  readonly flops?: number | undefined;
}

/** What one contender has to reach in a round. */
export type Floor =
  /** Its value over the best of others: `at` least for speeds, at most for times. */
  | {
      readonly at: "least" | "most";
      readonly contender: string;
      readonly against: readonly string[];
      readonly bound: number;
    }
  /** Its value lies in the range of others'. */
  | { readonly at: "within"; readonly contender: string; readonly against: readonly string[] }
  /** Its value itself is at most that. */
  | { readonly at: "absolute"; readonly contender: string; readonly bound: number };
