import { placeAt, visitSegments } from "./source-map.js";

/** From here on, a bundle's code comes from one line of a source, or from the kit and packages. Positions count from 0. */
interface Stretch {
  readonly line: number;
  readonly column: number;
  /** Index among the files, and the line in it, from 1; null for code that is not the person's own. */
  readonly from: readonly [file: number, line: number] | null;
}

/** Where a person's own sources are in a bundle. */
export interface Origins {
  readonly files: readonly string[];
  readonly stretches: readonly Stretch[];
}

/** Of a bundle's source map, what tells whose code stands where. `nameOwn` gives the name of a person's own source. */
export function originsOf(sourceMap: string, nameOwn: (source: string) => string | undefined): Origins {
  const { sources, mappings }: { readonly sources: readonly string[]; readonly mappings: string } =
    JSON.parse(sourceMap);
  const names = sources.map(nameOwn);
  const files = [...new Set(names.filter((name) => name !== undefined))];
  const fileOf = names.map((name) => (name === undefined ? -1 : files.indexOf(name)));
  const stretches: Stretch[] = [];
  let [lastFile, lastLine] = [-1, -1];
  visitSegments(mappings, (line, column, source, sourceLine) => {
    const file = fileOf[source] ?? -1;
    const from = file < 0 ? -1 : sourceLine;
    if (file === lastFile && from === lastLine) return;
    stretches.push({ line, column, from: file < 0 ? null : [file, sourceLine + 1] });
    [lastFile, lastLine] = [file, from];
  });
  return { files, stretches };
}

/** The person's own source, and the line in it, from which the code at a position of a bundle comes. */
export function originAt(
  { files, stretches }: Origins,
  line: number,
  column: number,
): { readonly file: string; readonly line: number } | undefined {
  const from = placeAt(stretches, line, column)?.from;
  if (from == null) return undefined;
  const file = files[from[0]];
  return file === undefined ? undefined : { file, line: from[1] };
}
