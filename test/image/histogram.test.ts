import { expect, test } from "vitest";
import { histogram } from "../../lib/image/histogram.js";
import { reference } from "./reference.js";

test.each(reference)("is numpy's density histogram: $name", ({ pixels, histogram: expected }) => {
  expect(histogram(pixels, 16)).toEqual(expected);
});
