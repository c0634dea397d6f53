import { expect, test } from "vitest";
import { ANGLES, coOccurrence, offsetOf, TEXTURE_PROPERTIES } from "../../lib/image/co-occurrence.js";
import { DISTANCES, reference } from "./reference.js";

const cases = reference.flatMap(({ name, gray, textures }) =>
  DISTANCES.flatMap((distance, row) =>
    ANGLES.map((angle, column) => ({ name, gray, distance, angle, expected: textures[row]![column]! })),
  ),
);

test.each(cases)("is scikit-image's: $name at $distance, $angle°", ({ gray, distance, angle, expected }) => {
  const texture = coOccurrence(gray, offsetOf(distance, angle));
  for (const property of TEXTURE_PROPERTIES) expect(texture[property], property).toBeCloseTo(expected[property], 10);
});

test("says of pictures of one level and any size that they never vary", () => {
  const side = 1500;
  const gray = { width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(251) } as const;
  expect(coOccurrence(gray, offsetOf(1, 0))).toMatchObject({ contrast: 0, ASM: 1, correlation: 1 });
});
