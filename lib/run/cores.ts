import PQueue from "p-queue";
import { admit, compareReady, type Ready } from "./admission.js";

/** Gives back the cores of a unit; a second call does nothing. */
type Release = () => void;

/** A machine's cores, and the units that wait for them: `admit` says which are started. */
export class Cores<Unit extends Ready> {
  readonly #capacity: number;
  readonly #carryOut: (unit: Unit, release: Release) => Promise<void>;
  readonly #queue = new PQueue();
  readonly #waiting: Unit[] = [];
  #free: number;

  /** `carryOut` may release a unit's cores before it ends, and must not reject. */
  constructor(capacity: number, carryOut: (unit: Unit, release: Release) => Promise<void>) {
    this.#capacity = capacity;
    this.#carryOut = carryOut;
    this.#free = capacity;
  }

  get areIdle(): boolean {
    return this.#free === this.#capacity;
  }

  /** Adds units that are started by the next `start`. */
  add(units: readonly Unit[]): void {
    this.#waiting.push(...units);
    this.#waiting.sort(compareReady);
  }

  /** Starts what there are cores for; what follows is started as they are given back. */
  start(): void {
    for (const unit of admit(this.#waiting, this.#free, this.#capacity)) {
      this.#waiting.splice(this.#waiting.indexOf(unit), 1);
      const release = this.#occupy(Math.min(unit.cpu, this.#capacity));
      this.#queue.add(async () => {
        await this.#carryOut(unit, release);
        release();
      });
    }
  }

  /** Resolves when everything that was started has been carried out. */
  onIdle(): Promise<void> {
    return this.#queue.onIdle();
  }

  #occupy(cores: number): Release {
    this.#free -= cores;
    let isOccupied = true;
    return () => {
      if (!isOccupied) return;
      isOccupied = false;
      this.#free += cores;
      this.start();
    };
  }
}
