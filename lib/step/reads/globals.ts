import type { TransformOptions, TransformResult } from "esbuild";
import type { Place } from "../../error.js";
import { placeAt, segmentsOf } from "../source-map.js";
import { GLOBALS } from "./allowance.js";
import type { Read } from "./read.js";

const READABLE = GLOBALS.flatMap((name) =>
  ["", "globalThis.", "global."].map((holder) => ({ name, expression: `${holder}${name}` })),
);
const MARK = "__tamiz_reads_";

/**
 * How esbuild puts a mark in the place of each global. What a source itself declares under such a name stays, and so do
 * types, comments and text.
 */
export const MARKED = {
  define: Object.fromEntries(READABLE.map(({ expression }, index) => [expression, `${MARK}${index}__`])),
  sourcemap: "external",
  sourcesContent: false,
} as const satisfies TransformOptions;

/** The globals that a source reads, by the marks in its transformed code. */
export function globalsIn(file: string, text: string, { code, map }: TransformResult): readonly Read[] {
  const marks = [...code.matchAll(new RegExp(`${MARK}(\\d+)__`, "g"))];
  if (marks.length === 0) return [];
  const { mappings }: { readonly mappings: string } = JSON.parse(map);
  const segments = segmentsOf(mappings);
  const lines = text.split(/\r?\n/);
  return marks.flatMap((mark) => {
    const before = code.slice(0, mark.index).split("\n");
    const from = placeAt(segments, before.length - 1, before.at(-1)?.length ?? 0);
    const name = READABLE[Number(mark[1])]?.name;
    if (from === undefined || name === undefined) return [];
    return { name, where: placeOf(file, lines, from.sourceLine, from.sourceColumn) };
  });
}

/** The whole of `process.env.HOME` is meant where `process` stands. */
function placeOf(file: string, lines: readonly string[], line: number, column: number): Place {
  const text = lines[line] ?? "";
  const [meant = ""] = /^[\w$]+(?:\s*\??\.\s*[\w$]+)*/.exec(text.slice(column)) ?? [];
  return { file, line: line + 1, column: column + 1, text, length: meant.length };
}
