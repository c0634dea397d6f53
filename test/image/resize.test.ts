import sharp from "sharp";
import { expect, test } from "vitest";
import { toGray } from "../../lib/image/gray.js";
import { resize } from "../../lib/image/resize.js";
import { redBlue } from "./pictures.js";

const rgb = { width: 4, height: 4, color: "rgb" } as const;
const gray = { width: 4, height: 4, color: "gray" } as const;

test("passes raw pixels of the size and colour on untouched", async () => {
  const data = Uint8Array.from({ length: 16 }, (_, index) => index * 16);
  const pixels = await resize({ form: "raw", width: 4, height: 4, channels: 1, data }, "it", gray);
  expect(pixels).toEqual({ width: 4, height: 4, channels: 1, data });
  expect(pixels.data).toBe(data);
});

test("makes three equal channels of grey where colour is asked for", async () => {
  const data = Uint8Array.from({ length: 16 }, (_, index) => index * 16);
  const pixels = await resize({ form: "raw", width: 4, height: 4, channels: 1, data }, "it", rgb);
  expect([...pixels.data.subarray(0, 9)]).toEqual([0, 0, 0, 16, 16, 16, 32, 32, 32]);
});

test("stretches, turned as EXIF says", async () => {
  const bytes = await redBlue().withMetadata({ orientation: 6 }).png().toBuffer();
  const { data, ...shape } = await resize({ form: "encoded", bytes }, "it", { width: 30, height: 10, color: "rgb" });
  expect(shape).toEqual({ width: 30, height: 10, channels: 3 });
  expect([...data.subarray(0, 3), ...data.subarray(-3)]).toEqual([255, 0, 0, 0, 0, 255]);
});

test("is anti-aliased: a fine pattern becomes its mean", async () => {
  const data = Uint8Array.from({ length: 64 * 64 }, (_, index) => ((index + (index >> 6)) % 2) * 255);
  const pixels = await resize({ form: "raw", width: 64, height: 64, channels: 1, data }, "it", gray);
  for (const level of pixels.data) expect(Math.abs(level - 127.5)).toBeLessThan(3);
});

test.each(["jpeg", "png"] as const)("makes grey from the resized colours of a %s", async (format) => {
  const colors = Buffer.from(Array.from({ length: 32 * 32 * 3 }, (_, index) => (index * 7) % 256));
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const bytes = await sharp(colors, { raw }).toFormat(format).toBuffer();
  const inColor = await resize({ form: "encoded", bytes }, "it", rgb);
  expect(await resize({ form: "encoded", bytes }, "it", gray)).toEqual(toGray(inColor));
});

test("names a damaged picture", async () => {
  const broken = { form: "encoded", bytes: Uint8Array.of(1, 2, 3) } as const;
  await expect(resize(broken, "keys/1.jpg", rgb)).rejects.toMatchObject({
    code: "unreadable-picture",
    where: "keys/1.jpg",
  });
});
