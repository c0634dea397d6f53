/** Times the epochs of one training, without those that warm up. */
export class EpochClock {
  readonly rates: number[] = [];
  firstStepAt: number | undefined;
  readonly #limits: { readonly warmUp: number; readonly epochs: number; readonly seconds: number };
  readonly #pictures: number;
  #last = performance.now();
  #seen = 0;
  #measured = 0;

  constructor(pictures: number, limits: { warmUp: number; epochs: number; seconds: number }) {
    this.#pictures = pictures;
    this.#limits = limits;
  }

  step(): void {
    this.firstStepAt ??= performance.timeOrigin + performance.now();
  }

  /** Notes an epoch's end; says whether that was enough. */
  epoch(): boolean {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    this.#seen++;
    if (this.#seen <= this.#limits.warmUp) return false;
    this.rates.push(this.#pictures / seconds);
    this.#measured += seconds;
    return this.rates.length >= this.#limits.epochs && this.#measured >= this.#limits.seconds;
  }
}
