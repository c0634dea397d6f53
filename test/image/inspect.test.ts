import sharp from "sharp";
import { expect, test } from "vitest";
import { averaged } from "../../lib/image/averaged.js";
import { inspect } from "../../lib/image/inspect.js";
import { perceptualHash } from "../../lib/image/perceptual-hash.js";
import { shortOfResources } from "../../lib/image/unreadable.js";
import { photo, png, solid } from "./pictures.js";

const known = async (bytes: Uint8Array) => {
  const inspection = await inspect({ form: "encoded", bytes }, "it.jpg");
  if (!inspection.readable) throw new Error(inspection.detail);
  return inspection.known;
};

test("knows size as seen, orientation, time and camera of a phone's photo", async () => {
  const bytes = await solid(40, 20, "#808080")
    .withExif({
      IFD0: { Make: "Apple", Model: "iPhone 12" },
      IFD2: { DateTimeOriginal: "2024:05:01 12:30:45", SubSecTimeOriginal: "5" },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect(await known(bytes)).toEqual({
    ...{ width: 20, height: 40, channels: 3, depth: 8, space: "rgb", orientation: 6 },
    ...{ captured: "2024-05-01T12:30:45.5", camera: "Apple iPhone 12", hash: null, status: "sound" },
  });
});

test("knows channels, bits and colour space as stored", async () => {
  const of = async (bytes: Uint8Array) => {
    const { channels, depth, space } = await known(bytes);
    return [space, channels, depth];
  };
  expect(await of(png({ width: 4, depth: 1, type: 0, row: [0b10100000] }))).toEqual(["grey", 1, 1]);
  expect(await of(png({ width: 2, depth: 8, type: 4, row: [1, 2, 3, 4] }))).toEqual(["grey", 2, 8]);
  expect(await of(png({ width: 1, depth: 16, type: 2, row: [1, 2, 3, 4, 5, 6] }))).toEqual(["rgb", 3, 16]);
  expect(await of(await solid(4, 4, "red").toColourspace("cmyk").jpeg().toBuffer())).toEqual(["cmyk", 4, 8]);
  expect(await of(await solid(4, 4, "red").ensureAlpha(0.5).webp().toBuffer())).toEqual(["rgb", 4, 8]);
});

test("says where the decoder warned of what costs no pixel", async () => {
  const bytes = Uint8Array.from(await photo(1));
  expect((await known(bytes)).status).toBe("sound");
  bytes[Buffer.from(bytes).lastIndexOf(Buffer.of(0xff, 0xda)) + 12] = 0;
  expect((await known(bytes)).status).toBe("warned");
});

test("hashes a raw picture, and alike a file of it", async () => {
  const data = Uint8Array.from(
    { length: 28 * 28 },
    (_, index) => 127 + 120 * Math.sin(Math.hypot((index % 28) - 9, index / 28 - 17) / 3),
  );
  const raw = { form: "raw", width: 28, height: 28, channels: 1, data } as const;
  const hash = perceptualHash(averaged({ ...raw, channels: 1 }, 32));
  expect(await inspect(raw, "it")).toEqual({
    readable: true,
    known: {
      ...{ width: 28, height: 28, channels: 1, depth: 8, space: "grey", orientation: 1 },
      ...{ captured: null, camera: null, hash, status: "sound" },
    },
  });
  const file = await sharp(data, { raw }).png().toBuffer();
  const ones = (BigInt(`0x${hash}`) ^ BigInt(`0x${(await known(file)).hash}`)).toString(2).replaceAll("0", "").length;
  expect(ones).toBeLessThanOrEqual(6);
});

test("turns a raw picture of too few bytes down", async () => {
  const raw = { form: "raw", width: 3, height: 1, channels: 1, data: Uint8Array.of(1) } as const;
  expect(await inspect(raw, "it")).toMatchObject({ readable: false, reason: "damaged" });
});

test.each(["VipsJpeg: out of memory", "unable to open: Too many open files", "EMFILE: too many open files, open 'x'"])(
  "takes %j for no verdict on the bytes",
  (message) => {
    expect(shortOfResources("it", new Error(message))).toMatchObject({ code: "short-of-resources", where: "it" });
  },
);

test("takes other words of the decoder for a verdict", () => {
  expect(shortOfResources("it", new Error("Input image exceeds pixel limit"))).toBe(undefined);
});
