import { type Document, isCollection, isMap, isNode, isPair, type LineCounter, type Node } from "yaml";
import type { Place } from "../error.js";

export type Path = readonly (string | number)[];

/** A YAML file with the means to say where in it a value stands. */
export interface PositionedText {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** What of an entry to point at; its value unless said. */
export type Aspect = "key" | "value";

/** Where the entry at a path stands, or undefined where the file has none. A value that is a collection is shown by its key. */
export function placeOf(source: PositionedText, path: Path, aspect: Aspect = "value"): Place | undefined {
  const node = nodeAt(source.document.contents, path, aspect);
  const range = node?.range;
  return range == null ? undefined : placeOfRange(source, range[0], range[1]);
}

export function placeOfRange({ file, text, lines }: PositionedText, start: number, end: number): Place {
  const { line, col } = lines.linePos(start);
  const lineText = text.split(/\r?\n/)[line - 1] ?? "";
  const length = Math.max(1, Math.min(end - start, lineText.length - col + 1));
  return { file, line, column: col, text: lineText, length };
}

function nodeAt(contents: unknown, path: Path, aspect: Aspect): Node | undefined {
  let node = contents;
  let key: unknown;
  for (const part of path) {
    if (!isCollection(node)) return undefined;
    const pair = isMap(node) ? node.items.find((item) => isPair(item) && String(item.key) === String(part)) : undefined;
    key = pair?.key;
    node = pair === undefined ? node.get(part, true) : pair.value;
    if (pair === undefined && node === undefined) return undefined;
  }
  if (isNode(key) && (aspect === "key" || isCollection(node) || !isNode(node))) return key;
  return isNode(node) ? node : undefined;
}
