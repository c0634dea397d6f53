import { type Document, isCollection, isMap, isNode, isScalar, type LineCounter, type Node, type Pair } from "yaml";
import type { Place } from "../error.js";
import type { Focus, Path } from "./pipeline.js";

/** A YAML file with the means to say where in it a value stands. */
export interface PositionedText {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** Where the value at a path stands (for a collection, its key), or undefined where the file has none. */
export function placeOf(source: PositionedText, path: Path, focus?: Focus): Place | undefined {
  const found = find(source.document.contents, path);
  if (found === undefined) return undefined;
  const key = isNode(found.pair?.key) ? found.pair.key : undefined;
  const value = isNode(found.value) ? found.value : undefined;
  const underlined =
    focus === "key" || value === undefined || isCollection(value) || isUnwritten(value) ? (key ?? value) : value;
  const range = underlined?.range;
  if (range == null) return undefined;
  const span = typeof focus === "object" ? spanWithin(source.text, underlined, focus) : undefined;
  return span === undefined
    ? placeOfRange(source, range[0], range[1])
    : placeOfRange(source, span.start, span.start + span.length);
}

export function placeOfRange({ file, text, lines }: PositionedText, start: number, end: number): Place {
  const { line, col } = lines.linePos(start);
  const lineText = text.split(/\r?\n/)[line - 1] ?? "";
  const length = Math.max(1, Math.min(end - start, lineText.length - col + 1));
  return { file, line, column: col, text: lineText, length };
}

function find(contents: unknown, path: Path): { readonly pair?: Pair; readonly value: unknown } | undefined {
  let found: { readonly pair?: Pair; readonly value: unknown } = { value: contents };
  for (const part of path) {
    const { value } = found;
    if (!isCollection(value)) return undefined;
    if (isMap(value)) {
      const pair = value.items.find(({ key }) => String(key) === String(part));
      if (pair === undefined) return undefined;
      found = { pair, value: pair.value };
      continue;
    }
    const item = value.get(part, true);
    if (item === undefined) return undefined;
    found = { value: item };
  }
  return found;
}

/** Whether a value is a null that stands nowhere: `key:` with nothing behind it. */
function isUnwritten({ range }: Node): boolean {
  return range != null && range[0] === range[1];
}

/** Offsets of some characters of a scalar's value; undefined where quotes or folding make the value differ from the text. */
function spanWithin(text: string, node: Node | undefined, { start, length }: { start: number; length: number }) {
  if (!isScalar(node) || typeof node.value !== "string" || node.range == null) return undefined;
  const at = text.slice(node.range[0], node.range[1]).indexOf(node.value);
  return at < 0 ? undefined : { start: node.range[0] + at + start, length };
}
