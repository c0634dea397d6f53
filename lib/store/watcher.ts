import { statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/**
 * A file system's clock may tick as slowly as once in two seconds: a file written less than that before it was looked
 * at may be written again without a change of its times.
 */
export const CLOCK_RESOLUTION_MS = 2000;

/** What `stat` says of a path, as text that changes when the file does; "absent" where there is none. */
export type Fingerprint = string;

/** Looks at each path once. */
export class Watcher {
  readonly #seen = new Map<string, { readonly fingerprint: Fingerprint; readonly changed: number }>();

  fingerprint(path: string): Fingerprint {
    return this.#look(path).fingerprint;
  }

  /** Whether all paths look as they did at `at` (ms since 1970), and had then been still long enough to tell. */
  unchanged(watched: { readonly [path: string]: Fingerprint }, at: number): boolean {
    return Object.entries(watched).every(([path, fingerprint]) => {
      const now = this.#look(path);
      return now.fingerprint === fingerprint && now.changed < at - CLOCK_RESOLUTION_MS;
    });
  }

  #look(path: string) {
    const known = this.#seen.get(path);
    if (known !== undefined) return known;
    const found = statSync(path, { throwIfNoEntry: false });
    const seen =
      found === undefined
        ? { fingerprint: "absent", changed: 0 }
        : {
            fingerprint: `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.ino}`,
            changed: Math.max(found.mtimeMs, found.ctimeMs),
          };
    this.#seen.set(path, seen);
    return seen;
  }
}

/**
 * All paths on which a bundle of `files` rests: the files; the folders of those outside `node_modules`, in which a new
 * file could take another's place; and the settings that the bundler looks for on the way up.
 */
export function pathsBehind(files: readonly string[]): readonly string[] {
  const paths = new Set(files);
  for (const file of files) {
    if (file.includes(`${sep}node_modules${sep}`)) continue;
    paths.add(dirname(file));
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      for (const name of ["package.json", "tsconfig.json", "node_modules"]) paths.add(join(folder, name));
      if (folder === dirname(folder)) break;
    }
  }
  return [...paths];
}
