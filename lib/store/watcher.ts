import { type Stats, statSync } from "node:fs";
import { systemCode } from "../error.js";

/**
 * A file system's clock may tick as slowly as once in two seconds: a file written less than that before it was looked
 * at may be written again without a change of its times.
 */
export const CLOCK_RESOLUTION_MS = 2000;

/** What `stat` says of a path, as text that changes when the file does; "absent" where there is none. */
export type Fingerprint = string;
export const ABSENT: Fingerprint = "absent";

export interface Sight {
  readonly fingerprint: Fingerprint;
  /** When it last changed, in milliseconds since 1970: by its ctime, which nobody can set as they like. */
  readonly changed: number;
}

export type Stat = (path: string) => Pick<Stats, "size" | "mtimeMs" | "ctimeMs" | "ino"> | undefined;

/** Undefined where nothing is there, or where a link leads in a circle. */
function statPath(path: string): ReturnType<Stat> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === "ELOOP") return undefined;
    throw error;
  }
}

export function lookAt(path: string, stat: Stat = statPath): Sight {
  const found = stat(path);
  if (found === undefined) return { fingerprint: ABSENT, changed: 0 };
  const { size, mtimeMs, ctimeMs, ino } = found;
  return { fingerprint: `${size}:${mtimeMs}:${ctimeMs}:${ino}`, changed: ctimeMs };
}

/** The size in bytes that a fingerprint tells of. */
export function sizeIn(fingerprint: Fingerprint): number {
  return fingerprint === ABSENT ? 0 : Number.parseInt(fingerprint, 10);
}

/** How what a run with nothing to do rested on looks since. */
export interface Since {
  /** The digest of what was known of each source, by its path. */
  readonly sources: { readonly [path: string]: string };
  /** Paths that look different. */
  readonly changed: readonly string[];
}

/** Looks at each path once. */
export class Watcher {
  /** Set where all that such a run rested on was glanced at. */
  since: Since | undefined;
  /** When the first look can have been. */
  readonly began: number;
  readonly #stat: Stat;
  readonly #sights = new Map<string, Sight & { isGlance: boolean }>();
  readonly #restedOn: string[] = [];

  constructor(now: () => number = Date.now, stat: Stat = statPath) {
    this.began = now();
    this.#stat = stat;
  }

  fingerprint(path: string): Fingerprint {
    return this.look(path).fingerprint;
  }

  /** Whether all paths look as they did at `at` (ms since 1970), and had then been still long enough to tell. */
  unchanged(watched: { readonly [path: string]: Fingerprint }, at: number): boolean {
    return Object.entries(watched).every(([path, fingerprint]) => {
      const now = this.look(path);
      return now.fingerprint === fingerprint && wasStill(now, at);
    });
  }

  look(path: string): Sight {
    const sight = this.#sight(path, false);
    sight.isGlance = false;
    return sight;
  }

  /** Looks at a path on which nothing rests yet. */
  glance(path: string): Sight {
    return this.#sight(path, true);
  }

  #sight(path: string, isGlance: boolean) {
    const known = this.#sights.get(path);
    if (known !== undefined) return known;
    const sight = { ...lookAt(path, this.#stat), isGlance };
    this.#sights.set(path, sight);
    return sight;
  }

  /** Takes a folder and all below it that was glanced at as looked at. */
  restOn(folder: string): void {
    this.#restedOn.push(folder);
  }

  /** Everything that was looked at, and not only glanced at. */
  seen(): ReadonlyMap<string, Sight> {
    const isRestedOn = (path: string) =>
      this.#restedOn.some((folder) => path === folder || path.startsWith(`${folder}/`));
    return new Map([...this.#sights].filter(([path, { isGlance }]) => !isGlance || isRestedOn(path)));
  }
}

/** Whether something had been still for long enough before `at` that a later change must show in its times. */
export function wasStill({ changed }: Sight, at: number): boolean {
  return changed < at - CLOCK_RESOLUTION_MS;
}
