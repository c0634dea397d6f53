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
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  for (const [line, texts] of mappings.split(";").entries()) {
    let column = 0;
    for (const text of texts.split(",")) {
      const [columns = 0, sources, sourceLines, sourceColumns] = numbersOf(text);
      column += columns;
      if (sources === undefined || sourceLines === undefined || sourceColumns === undefined) continue;
      source += sources;
      sourceLine += sourceLines;
      sourceColumn += sourceColumns;
      segments.push({ line, column, source, sourceLine, sourceColumn });
    }
  }
  return segments;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Numbers in base 64, five bits a digit, the lowest first, with the sign in the lowest bit of all (VLQ). */
function numbersOf(text: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 0 ? value >>> 1 : -(value >>> 1));
    [value, shift] = [0, 0];
  }
  return numbers;
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
