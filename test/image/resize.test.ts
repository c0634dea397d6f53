import sharp from "sharp";
import { expect, test } from "vitest";
import type { StoredPicture } from "../../lib/artifact/images.js";
import { toGray } from "../../lib/image/gray.js";
import { openResize, type ResizeOptions } from "../../lib/image/resize.js";
import { redBlue } from "./pictures.js";

const plain = { fit: "stretch", background: [255, 255, 255], method: "area", dtype: "uint8", color: "rgb" } as const;

function resize(
  picture: StoredPicture,
  id: string,
  options: Partial<ResizeOptions> & Pick<ResizeOptions, "width" | "height">,
) {
  return openResize({ ...plain, ...options })(picture, id);
}

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

const METHODS = ["area", "skimage"] as const;
const wide = { width: 60, height: 20, channels: 3 } as const;

/** Three squares side by side: red, green, blue. */
const stripes: StoredPicture = {
  form: "raw",
  ...wide,
  data: Uint8Array.from({ length: 60 * 20 * 3 }, (_, at) =>
    Math.floor((Math.floor(at / 3) % 60) / 20) === at % 3 ? 255 : 0,
  ),
};

test.each(METHODS)("covers a size with the middle of a picture, by %s", async (method) => {
  const { data, width, height } = await resize(stripes, "it", { width: 10, height: 10, fit: "cover", method });
  expect([width, height]).toEqual([10, 10]);
  for (let at = 0; at < data.length; at += 3) expect([data[at]! < 90, data[at + 1]! > 160]).toEqual([true, true]);
});

test.each(METHODS)("contains a picture in a size and pads it, by %s", async (method) => {
  const options = { width: 12, height: 12, fit: "contain", background: [9, 99, 200], method } as const;
  const { data, width, height } = await resize(stripes, "it", options);
  expect([width, height]).toEqual([12, 12]);
  const at = (x: number, y: number) => [...data.subarray((y * 12 + x) * 3, (y * 12 + x) * 3 + 3)];
  expect([at(0, 3), at(11, 8)]).toEqual([options.background, options.background]);
  expect([at(0, 5), at(11, 6)]).toEqual([
    [255, 0, 0],
    [0, 0, 255],
  ]);
});

test("pads grey pictures with the colour's luminance, and doubles with it by 255", async () => {
  const options = { width: 6, height: 6, fit: "contain", background: [10, 100, 200] } as const;
  const luminance = 0.2125 * 10 + 0.7154 * 100 + 0.0721 * 200;
  const bytes = await resize(stripes, "it", { ...options, color: "gray" });
  expect(bytes.data[0]).toBe(Math.round(luminance));
  const doubles = await resize(stripes, "it", { ...options, dtype: "float64" });
  expect([...doubles.data.subarray(0, 3)]).toEqual([10, 100, 200].map((level) => level * (1 / 255)));
});

test("keeps a pixel of pictures of any proportions", async () => {
  const data = new Uint8Array(500).fill(50);
  const line: StoredPicture = { form: "raw", width: 500, height: 1, channels: 1, data };
  for (const method of METHODS) {
    for (const fit of ["stretch", "cover", "contain"] as const) {
      const { data } = await resize(line, "it", { width: 8, height: 8, fit, method, color: "gray" });
      expect(data.length).toBe(64);
      expect(data).toContain(50);
    }
  }
});

test("by scikit-image's method, takes pixels as they are stored: not turned", async () => {
  const bytes = await redBlue().withMetadata({ orientation: 6 }).png().toBuffer();
  const size = { width: 30, height: 10 };
  const { data } = await resize({ form: "encoded", bytes }, "it", { ...size, method: "skimage" });
  expect([...data.subarray(0, 3), ...data.subarray(29 * 3, 30 * 3)]).toEqual([255, 0, 0, 0, 0, 255]);
});
