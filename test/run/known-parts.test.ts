import { expect, test } from "vitest";
import type { Manifest } from "../../lib/artifact/manifest.js";
import { digestBytes } from "../../lib/digest.js";
import { nearbyParts } from "../../lib/run/known-parts.js";

/** An artifact whose parts are letters: equal letters, equal parts. */
function artifact(letters: string): Manifest {
  const parts = [...letters].map((letter) => ({ name: letter, digest: digestBytes<"object">(letter), size: 1 }));
  return { kind: "table", schema: [], parts };
}

test.each([
  ["a changed part stands for itself", "abc", "axc", { 1: [1] }],
  ["between two kept ones the one in its place comes first", "abcd", "axyd", { 1: [1, 2], 2: [2, 1] }],
  ["a part cut in two is looked up in what it was", "abc", "axyc", { 1: [1], 2: [1] }],
  ["two parts become one", "abcd", "axd", { 1: [1, 2] }],
  ["new parts at the end have nothing to look up", "ab", "abxy", {}],
  ["nothing before", "", "ab", {}],
  ["nothing is new", "abc", "ac", {}],
  ["no more than four, the nearest", "bcdefg", "v", { 0: [2, 3, 1, 4] }],
])("%s", (_, before, after, near) => {
  const found = [...nearbyParts(artifact(before), artifact(after))].filter(([, parts]) => parts.length > 0);
  expect(Object.fromEntries(found)).toEqual(near);
});
