import type { TaskKey } from "../digest.js";
import { alive, listenTo, type Neighbour } from "../store/neighbours.js";
import { announce, type Claim, type Presence } from "../store/presence.js";

/** A process that is waited for. */
export interface Waited {
  readonly pid: number;
  readonly command: string;
}

export interface JoinOptions {
  readonly signal: AbortSignal;
  onWait(process: Waited): void;
}

/**
 * Where processes on one store meet, so that no two do the same work: each claims the keys that it works on, and who comes
 * later to a key waits for the earlier. All of it may fail: equal keys mean equal bytes, and then work is done twice.
 */
export class Meeting {
  readonly #store: string;
  readonly #command: string;
  /** Sockets that are not asked: this process's own, and those of processes that gave no answer. */
  readonly #passed = new Set<string>();
  #joined: Promise<Presence | undefined> | undefined;

  constructor(store: string, command: string) {
    this.#store = store;
    this.#command = command;
  }

  /**
   * Makes this process known before it relies on what no project needs yet, or makes something new; and lets a
   * collection of garbage end before that. Says whether it was not known before.
   */
  async join(options: JoinOptions): Promise<boolean> {
    const isNew = this.#joined === undefined;
    this.#joined ??= this.#announce(options);
    await this.#joined;
    return isNew;
  }

  /**
   * Claims a key, and gives what `look` finds of it: at once, or when another run that claimed it earlier has given it
   * up. Undefined where the work is this run's to do. Without `look`, it is whatever others have done.
   */
  async takeTurn<Made>(
    key: TaskKey,
    task: string,
    look: (() => Made | undefined) | undefined,
    options: JoinOptions,
  ): Promise<Made | undefined> {
    await this.join(options);
    const presence = await this.#joined;
    const claim = presence?.claim(key, task);
    if (look === undefined || presence === undefined || claim === undefined) return look?.();
    const earlier = (await this.#others())
      .flatMap((other) => {
        const theirs = other.activity?.claims.find((one) => one.key === key);
        return theirs !== undefined && isBefore(theirs, other.name, claim, presence.name) ? [{ other, theirs }] : [];
      })
      .sort((a, b) => (isBefore(a.theirs, a.other.name, b.theirs, b.other.name) ? -1 : 1));
    for (const { other } of earlier) {
      const made = look();
      if (made !== undefined) return made;
      options.onWait({ pid: other.pid, command: "run" });
      await this.#waitFor(other, ({ claims }) => !claims.some((one) => one.key === key), options.signal);
    }
    return look();
  }

  /** Gives a key up: its record is written, or it failed. */
  async leave(key: TaskKey): Promise<void> {
    (await this.#joined)?.release(key);
  }

  async close(): Promise<void> {
    (await this.#joined)?.close();
  }

  async #announce({ onWait, signal }: JoinOptions): Promise<Presence | undefined> {
    const presence = await announce(this.#store, this.#command);
    if (presence !== undefined) this.#passed.add(presence.name);
    for (const other of await this.#others()) {
      if (other.activity?.command !== "gc") continue;
      onWait({ pid: other.pid, command: "gc" });
      await this.#waitFor(other, () => false, signal);
    }
    return presence;
  }

  async #others(): Promise<readonly Neighbour[]> {
    const others = await alive(this.#store, this.#passed);
    for (const { name, activity } of others) if (activity === undefined) this.#passed.add(name);
    return others;
  }

  async #waitFor(other: Neighbour, isOver: Parameters<typeof listenTo>[1], signal: AbortSignal): Promise<void> {
    const ending = await listenTo(other.path, isOver, { signal });
    if (ending === "silent") this.#passed.add(other.name);
  }
}

/** Both sides decide alike: by time, and where that is the same by name. */
function isBefore(a: Claim, aName: string, b: Claim, bName: string): boolean {
  return a.at === b.at ? aName < bName : a.at < b.at;
}
