import { expect, test } from "vitest";
import { toGray } from "../../lib/image/gray.js";
import { reference } from "./reference.js";

test.each(reference)("is scikit-image's rgb2gray in bytes: $name", ({ pixels, gray }) => {
  expect(toGray(pixels)).toEqual(gray);
});

test("rounds a tie to the even level", () => {
  const ties = [];
  for (let red = 0; red < 256; red++) {
    for (let green = 0; green < 256; green++) {
      for (let blue = 0; blue < 256; blue++) {
        if ((2125 * red + 7154 * green + 721 * blue) % 10000 === 5000) ties.push(red, green, blue);
      }
    }
  }
  expect(ties.length).toBeGreaterThan(0);
  const { data } = toGray({ width: ties.length / 3, height: 1, channels: 3, data: Uint8Array.from(ties) });
  expect(data.every((level) => level % 2 === 0)).toBe(true);
});
