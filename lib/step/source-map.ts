/** A place in code from which on it comes from a place in a source; lines and columns count from 0. */
export interface Segment {
  readonly line: number;
  readonly column: number;
  /** Index among the map's sources. */
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** The `mappings` of a source map (version 3), in the order of the code. */
export function segmentsOf(mappings: string): readonly Segment[] {
  const segments: Segment[] = [];
  visitSegments(mappings, (line, column, source, sourceLine, sourceColumn) => {
    segments.push({ line, column, source, sourceLine, sourceColumn });
  });
  return segments;
}

const DIGITS = new Uint8Array(128);
for (const [value, digit] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
}
const COMMA = ",".charCodeAt(0);
const SEMICOLON = ";".charCodeAt(0);

/**
 * Visits each segment. Its numbers, what each adds to the one before, are in base 64, five bits a digit, the lowest first,
 * with the sign in the lowest bit of all (VLQ). A bundle has a hundred thousand of them, so nothing is allocated.
 */
export function visitSegments(
  mappings: string,
  visit: (line: number, column: number, source: number, sourceLine: number, sourceColumn: number) => void,
): void {
  let [line, column, source, sourceLine, sourceColumn] = [0, 0, 0, 0, 0];
  let [field, value, shift] = [0, 0, 0];
  for (let at = 0; at <= mappings.length; at++) {
    const code = at === mappings.length ? SEMICOLON : mappings.charCodeAt(at);
    if (code === COMMA || code === SEMICOLON) {
      if (field >= 4) visit(line, column, source, sourceLine, sourceColumn);
      field = 0;
      if (code === SEMICOLON) [line, column] = [line + 1, 0];
      continue;
    }
    const digit = DIGITS[code] ?? 0;
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    const number = (value & 1) === 0 ? value >>> 1 : -(value >>> 1);
    if (field === 0) column += number;
    else if (field === 1) source += number;
    else if (field === 2) sourceLine += number;
    else if (field === 3) sourceColumn += number;
    field++;
    [value, shift] = [0, 0];
  }
}

/** The last of some places, in the order of the code, that does not lie behind a given one. */
export function placeAt<Place extends Pick<Segment, "line" | "column">>(
  places: readonly Place[],
  line: number,
  column: number,
): Place | undefined {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const place = places[middle];
    if (place !== undefined && (place.line < line || (place.line === line && place.column <= column))) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}
