import { endOfListPart, type ListedFile, type ListPart, listPart } from "../artifact/files.js";
import { MAX_PART_ROWS } from "../artifact/manifest.js";
import { compareIds, type ObjectDigest } from "../digest.js";
import { type Fingerprint, type Watcher, wasStill } from "../store/watcher.js";
import type { Found } from "./find-files.js";

/** How a file looked, and what it held then. */
export interface KnownFile {
  readonly id: string;
  readonly look: Fingerprint;
  readonly digest: ObjectDigest;
}

/** A part of a source's list as a walk left it. */
export interface KnownPart {
  /** What of it was kept. */
  readonly line: string;
  /** The part itself; undefined where a file may change without looking different, or has no bytes to read. */
  readonly part: ListPart | undefined;
  /** The id of its first file. */
  readonly first: string;
  readonly files: readonly KnownFile[];
}

/** A part whose files look different when they change, all of them. */
export type StablePart = KnownPart & { readonly part: ListPart };

export function isStable(known: KnownPart): known is StablePart {
  return known.part !== undefined;
}

/**
 * What a walk found out about a source, kept so that files that look the same are not read again, and a part of its list in
 * which all do is not made again. As text a line that says whether it is plain, and a line of JSON for each part: its digest and
 * size, or null twice, and the number of its files; then id, look and digest of each file.
 */
export class KnownFiles {
  /** Whether each file lies at its id below the source. */
  readonly isPlain: boolean;
  /** In byte order of their ids; of each its files are parsed when they are asked for. */
  readonly parts: readonly KnownPart[];
  readonly #byFirst: ReadonlyMap<string, KnownPart>;

  constructor(text: string) {
    const [head, ...lines] = text.split("\n");
    this.isPlain = head === PLAIN;
    this.parts = lines.filter(Boolean).map(parsePart);
    this.#byFirst = new Map(this.parts.map((part) => [part.first, part]));
  }

  /** The part that begins at `start` of what was found, if each of its files looks as it did. */
  partAt(found: readonly Found[], start: number, watcher: Watcher): StablePart | undefined {
    const known = this.#byFirst.get(found[start]?.id ?? "");
    if (known === undefined || !isStable(known)) return undefined;
    const { files } = known;
    const isSame = files.every(({ id, look }, index) => {
      const file = found[start + index];
      return file !== undefined && file.id === id && file.lack === undefined && watcher.fingerprint(file.path) === look;
    });
    // One that was the last may have ended before its time.
    const end = start + files.length;
    const isWhole = files.length === MAX_PART_ROWS || endOfListPart(found, end - 1) === end;
    return isSame && isWhole ? known : undefined;
  }

  /** The part in which a file is. */
  partWith(id: string): KnownPart | undefined {
    const part = this.parts[this.#placeOf(id)];
    return part?.files.some((file) => file.id === id) === true ? part : undefined;
  }

  /** The names of the files directly in a folder. */
  namesIn(folder: string): ReadonlySet<string> {
    const prefix = `${folder}/`;
    const names = new Set<string>();
    for (let at = Math.max(0, this.#placeOf(prefix)); at < this.parts.length; at++) {
      const part = this.parts[at];
      if (part === undefined || !(part.first.startsWith(prefix) || compareIds(part.first, prefix) < 0)) break;
      for (const { id } of part.files) {
        if (id.startsWith(prefix) && !id.includes("/", prefix.length)) names.add(id.slice(prefix.length));
      }
    }
    return names;
  }

  /** The index of the last part that begins at an id or before it, or −1. */
  #placeOf(id: string): number {
    const after = this.parts.findIndex(({ first }) => compareIds(first, id) > 0);
    return (after < 0 ? this.parts.length : after) - 1;
  }

  /** The files of all other parts, by id. */
  filesBeside(parts: ReadonlySet<KnownPart>): ReadonlyMap<string, KnownFile> {
    const others = this.parts.filter((part) => !parts.has(part));
    return new Map(others.flatMap(({ files }) => files.map((file) => [file.id, file] as const)));
  }
}

const PLAIN = "plain";

/** What is kept of a source of which each part has a line. */
export function formatKnown(lines: readonly string[], isPlain: boolean): string {
  return [isPlain ? PLAIN : "", ...lines].join("\n");
}

/** What a later walk may rely on: files that had been still for long enough when they were looked at. */
export function formatPart(
  found: readonly Found[],
  listed: readonly ListedFile[],
  { digest, size }: ListPart,
  watcher: Watcher,
): string {
  const known = found.flatMap(({ id, path }, index): KnownFile[] => {
    const digest = listed[index]?.digest ?? null;
    const sight = watcher.look(path);
    return digest !== null && wasStill(sight, watcher.began) ? [{ id, look: sight.fingerprint, digest }] : [];
  });
  const stored = known.length === found.length ? [digest, size] : [null, null];
  return JSON.stringify([...stored, known.length, ...known.flatMap(({ id, look, digest }) => [id, look, digest])]);
}

/** How a line begins: with digest, size and number of files of the part, and the first one's id. */
const BEGINNING = /^\[(?:"([0-9a-f]{64})",(\d+)|null,null),(\d+)(?:,("(?:[^"\\]|\\.)*"))?/;

function parsePart(line: string): KnownPart {
  const [, digest, size, rows, first = '""'] = BEGINNING.exec(line) ?? [];
  let parsed: readonly KnownFile[] | undefined;
  const files = () => {
    parsed ??= parseFiles(line);
    return parsed;
  };
  const part = {
    ...{ digest: digest as ObjectDigest, size: Number(size), rows: Number(rows) },
    bytes: () => listPart(files()).bytes(),
  };
  return {
    line,
    part: digest === undefined ? undefined : part,
    first: JSON.parse(first),
    get files() {
      return files();
    },
  };
}

function parseFiles(line: string): readonly KnownFile[] {
  const [, , , ...fields] = JSON.parse(line);
  const files: KnownFile[] = [];
  for (let at = 0; at < fields.length; at += 3) {
    files.push({ id: fields[at], look: fields[at + 1], digest: fields[at + 2] });
  }
  return files;
}
