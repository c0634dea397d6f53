import type { Scenario, Turn } from "./scenario.js";

/** Counts turns, and says how long those that are left will take. */
export class Progress {
  readonly #total: number;
  readonly #taken: { readonly key: string; readonly seconds: number }[] = [];
  readonly #left: string[];

  constructor(turns: readonly (readonly [Scenario, Turn])[]) {
    this.#total = turns.length;
    this.#left = turns.map(([scenario, turn]) => keyOf(scenario, turn));
  }

  done(scenario: Scenario, turn: Turn, seconds: number): void {
    const key = keyOf(scenario, turn);
    this.#taken.push({ key, seconds });
    this.#left.splice(this.#left.indexOf(key), 1);
  }

  /** "[12/150, 14 min left]" */
  describe(): string {
    return `[${this.#taken.length}/${this.#total}, ${formatLeft(this.#secondsLeft())}]`;
  }

  /** A turn takes as long as the same one before it, else as long as the mean of all so far. */
  #secondsLeft(): number {
    const known = new Map(this.#taken.map(({ key, seconds }) => [key, seconds]));
    const mean = this.#taken.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, this.#taken.length);
    return this.#left.reduce((sum, key) => sum + (known.get(key) ?? mean), 0);
  }
}

function keyOf({ name }: Scenario, { contender }: Turn): string {
  return `${name} ${contender}`;
}

function formatLeft(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s left` : `${Math.round(seconds / 60)} min left`;
}
