import { expect, test } from "vitest";
import { compareIds } from "../../lib/digest.js";
import { decode } from "../../lib/image/decode.js";
import { INKS } from "../../lib/image/objects/palette.js";
import { PHOTO_SIDE } from "../../lib/image/objects/photograph.js";
import { randomFrom } from "../../lib/image/objects/random.js";
import { objectsSample, SHAPES } from "../../lib/image/objects/sample.js";

const sample = objectsSample(7);

async function bytesOf(seed: number, index: number): Promise<Uint8Array> {
  const picture = await objectsSample(seed)[index]!.read();
  if (picture.form !== "encoded") throw new Error("the sample is encoded");
  return picture.bytes;
}

test("has five classes of twelve scenes of four shots, in id order", () => {
  expect(sample.length).toBe(240);
  expect(new Set(sample.map((candidate) => candidate.class))).toEqual(
    new Set(["earphone", "keys", "phone", "stress-ball", "wallet"]),
  );
  const groups = new Map<string, number>();
  for (const { group } of sample) groups.set(group, (groups.get(group) ?? 0) + 1);
  expect([...groups.values()]).toEqual(Array.from({ length: 60 }, () => 4));
  expect(sample.map(({ id }) => id)).toEqual(sample.map(({ id }) => id).sort(compareIds));
});

test.each([0, 49, 98, 147, 196])("makes picture %i the same each time, and another by another seed", async (index) => {
  const once = await bytesOf(7, index);
  expect(await bytesOf(7, index)).toEqual(once);
  expect(await bytesOf(8, index)).not.toEqual(once);
  const { width, height, channels } = await decode({ form: "encoded", bytes: once }, "it");
  expect({ width, height, channels }).toEqual({ width: PHOTO_SIDE, height: PHOTO_SIDE, channels: 3 });
});

test("shots of a burst are alike, but not the same", async () => {
  const [first, second, other] = await Promise.all(
    [0, 1, 4].map(async (index) => {
      const { data } = await decode({ form: "encoded", bytes: await bytesOf(7, index) }, "it");
      const sums = [0, 0, 0];
      data.forEach((level, at) => {
        sums[at % 3]! += level;
      });
      return sums.map((sum) => sum / (data.length / 3));
    }),
  );
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((mean, channel) => mean - b[channel]!));
  expect(distance(first!, second!)).toBeGreaterThan(0);
  expect(distance(first!, second!)).toBeLessThan(distance(first!, other!));
});

test("no class has a colour of its own: every colour drawn comes from the ink, black or white", () => {
  for (const ink of INKS) {
    for (const shape of Object.values(SHAPES)) {
      for (let seed = 0; seed < 40; seed++) {
        const colors = shape(randomFrom(seed), ink).match(/#[0-9a-f]{3,6}\b/gi) ?? [];
        const foreign = colors.filter((color) => ![...Object.values(ink), "#000", "#fff"].includes(color));
        expect(foreign).toEqual([]);
      }
    }
  }
});

test("random numbers are spread evenly, and their key decides them", () => {
  const random = randomFrom(7, "keys");
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < 20_000; index++) counts[random.below(10)]! += 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  expect(chiSquare).toBeLessThan(27.9); // 0.1 % of fair generators exceed this, of 9 degrees of freedom.
  expect(randomFrom(7, "keys").next()).toBe(randomFrom(7, "keys").next());
  expect(randomFrom(7, "keys").next()).not.toBe(randomFrom(7, "key", "s").next());
});
