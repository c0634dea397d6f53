import { expect, test } from "vitest";
import { coOccurrence, OFFSETS, type Texture } from "../../lib/image/co-occurrence.js";
import { reference } from "./reference.js";

const cases = reference.flatMap(({ name, gray, textures }) =>
  OFFSETS.map((offset, angle) => ({ name, gray, offset, degrees: angle * 45, expected: textures[angle]! })),
);

test.each(cases)("is scikit-image's: $name at $degrees°", ({ gray, offset, expected }) => {
  const texture = coOccurrence(gray, offset);
  for (const property of ["contrast", "homogeneity", "energy", "correlation"] satisfies (keyof Texture)[]) {
    expect(texture[property], property).toBeCloseTo(expected[property], 10);
  }
});
