import { expect, test } from "vitest";
import { suggest } from "../../lib/config/suggest.js";

test.each([
  ["trian", ["ingest", "train"], "train"],
  ["Train", ["train"], "train"],
  ["with", ["width", "height"], "width"],
  ["colour", ["color", "width"], "color"],
])("%s of %j is %s", (name, known, nearest) => {
  expect(suggest(name, known)).toBe(`; did you mean "${nearest}"?`);
});

test.each([
  ["photos", ["train", "split"]],
  ["a", ["x", "y"]],
  ["x", []],
])("%s of %j is near to none", (name, known) => {
  expect(suggest(name, known)).toBe("");
});
