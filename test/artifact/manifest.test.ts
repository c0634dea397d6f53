import { expect, test } from "vitest";
import { joinManifests, type Manifest, manifestOfPart, partName } from "../../lib/artifact/manifest.js";
import { digestBytes } from "../../lib/digest.js";

/** A table whose parts are letters. */
function tableOf(letters: string): Manifest {
  const parts = [...letters].map((letter, index) => {
    return { name: partName(index, "parquet"), digest: digestBytes<"object">(letter), size: 1, rows: 2 };
  });
  return { kind: "table", schema: [], rows: 2 * parts.length, parts };
}

test("a part alone is the same whichever place it has among the others", () => {
  expect(manifestOfPart(tableOf("abc"), 2)).toEqual(manifestOfPart(tableOf("bc"), 1));
  expect(manifestOfPart(tableOf("abc"), 2)).toEqual(tableOf("c"));
  expect(() => manifestOfPart(tableOf("abc"), 3)).toThrow("no part 3 among 3");
});

test("parts that were taken apart are joined in order, numbered anew", () => {
  const whole = tableOf("abc");
  expect(joinManifests([0, 1, 2].map((index) => manifestOfPart(whole, index)))).toEqual(whole);
});
