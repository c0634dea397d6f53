import { endOfListPart, type ListedFile, type ListPart, listPart } from "../artifact/files.js";
import { MAX_PART_ROWS } from "../artifact/manifest.js";
import type { ObjectDigest } from "../digest.js";
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
  readonly files: readonly KnownFile[];
}

/**
 * What a walk found out about a source, kept so that files that look the same are not read again, and a part of its list in
 * which all do is not made again. As text a line of JSON for each part: its digest and size, or null twice; then id, look
 * and digest of each file.
 */
export class KnownFiles {
  readonly #parts = new Map<string, KnownPart>();

  constructor(text: string) {
    for (const line of text.split("\n").filter(Boolean)) {
      const part = parsePart(line);
      this.#parts.set(part.files[0]?.id ?? "", part);
    }
  }

  /** The part that begins at `start` of what was found, if each of its files looks as it did. */
  partAt(found: readonly Found[], start: number, watcher: Watcher): KnownPart | undefined {
    const part = this.#parts.get(found[start]?.id ?? "");
    if (part?.part === undefined) return undefined;
    const isSame = part.files.every(({ id, look }, index) => {
      const file = found[start + index];
      return file !== undefined && file.id === id && file.lack === undefined && watcher.fingerprint(file.path) === look;
    });
    // One that was the last may have ended before its time.
    const end = start + part.files.length;
    const isWhole = part.files.length === MAX_PART_ROWS || endOfListPart(found, end - 1) === end;
    return isSame && isWhole ? part : undefined;
  }

  /** The files of all other parts, by id. */
  filesBeside(parts: ReadonlySet<KnownPart>): ReadonlyMap<string, KnownFile> {
    const others = [...this.#parts.values()].filter((part) => !parts.has(part));
    return new Map(others.flatMap(({ files }) => files.map((file) => [file.id, file] as const)));
  }
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
  return JSON.stringify([...stored, ...known.flatMap(({ id, look, digest }) => [id, look, digest])]);
}

function parsePart(line: string): KnownPart {
  const [digest, size, ...fields] = JSON.parse(line);
  const files: KnownFile[] = [];
  for (let at = 0; at < fields.length; at += 3) {
    files.push({ id: fields[at], look: fields[at + 1], digest: fields[at + 2] });
  }
  const bytes = () => listPart(files).bytes();
  return { line, files, part: digest === null ? undefined : { digest, size, rows: files.length, bytes } };
}
