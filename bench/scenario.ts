import type { Unit } from "./unit.js";

/** One thing that is measured: contenders take turns, round after round. `Setup` is what they need, once it is there. */
export interface Scenario<Setup = unknown> {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly turns: readonly Turn<Setup>[];
  /** At most so many rounds. */
  readonly rounds?: number;
  readonly floors: readonly Floor[];
}

/** One contender's part of a scenario. */
export interface Turn<Setup = unknown> {
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
