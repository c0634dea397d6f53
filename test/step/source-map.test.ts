import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { placeAt, segmentsOf } from "../../lib/step/source-map.js";
import { repository } from "../rig.js";

test.each(readdirSync(join(repository, "steps")))(
  "every segment of the map of %s is what Node reads there",
  async (name) => {
    const text = readFileSync(join(repository, "steps", name), "utf8");
    const { code, map } = await transform(text, { loader: "ts", minify: name < "r", sourcemap: "external" });
    const segments = segmentsOf(JSON.parse(map).mappings);
    const reader = new SourceMap(JSON.parse(map));
    expect(segments.length).toBeGreaterThan(50);
    for (const segment of segments) {
      const { line, column, sourceLine, sourceColumn } = segment;
      expect(reader.findEntry(line, column)).toMatchObject({ originalLine: sourceLine, originalColumn: sourceColumn });
      expect(placeAt(segments, line, column)).toEqual(segment);
    }
    const last = segments.at(-1);
    expect(placeAt(segments, code.split("\n").length, 0)).toBe(last);
    expect(placeAt(segments, 0, -1)).toBeUndefined();
  },
);
