/** Work that many do beside each other, and of which one may have to be done alone. */
export class Turns {
  readonly #beside = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();

  /** Once nobody is alone, or waits to be. */
  async beside<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let last: unknown; last !== this.#alone; ) {
      last = this.#alone;
      await last;
    }
    const working = work();
    this.#beside.add(working);
    return await working.finally(() => this.#beside.delete(working));
  }

  /** Once all others have ended. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const working = this.#alone.then(async () => {
      await Promise.allSettled(this.#beside);
      return await work();
    });
    this.#alone = working.catch(() => undefined);
    return working;
  }
}
