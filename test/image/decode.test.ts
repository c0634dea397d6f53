import sharp from "sharp";
import { expect, test } from "vitest";
import { decode } from "../../lib/image/decode.js";
import { photo, redBlue, solid } from "./pictures.js";

const decodeBytes = (bytes: Uint8Array) => decode({ form: "encoded", bytes }, "it.jpg");

test("turns a picture as its EXIF orientation says", async () => {
  const bytes = await redBlue().withMetadata({ orientation: 6 }).png().toBuffer();
  const { width, height, channels, data } = await decodeBytes(bytes);
  expect({ width, height, channels }).toEqual({ width: 20, height: 40, channels: 3 });
  // Turned clockwise by a quarter, left is above.
  expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...data.subarray(-3)]).toEqual([0, 0, 255]);
});

test("lays what is transparent over white", async () => {
  const half = Buffer.from([0, 0, 0, 128, 10, 20, 30, 0]);
  const bytes = await sharp(half, { raw: { width: 2, height: 1, channels: 4 } })
    .png()
    .toBuffer();
  expect(await decodeBytes(bytes)).toEqual({
    width: 2,
    height: 1,
    channels: 3,
    data: Uint8Array.of(127, 127, 127, 255, 255, 255),
  });
});

test("keeps one channel for grey, of 8 bits, of 16 bits and with alpha", async () => {
  const gray = sharp(Buffer.from([0, 100, 255]), { raw: { width: 3, height: 1, channels: 1 } });
  const expected = { width: 3, height: 1, channels: 1, data: Uint8Array.of(0, 100, 255) };
  expect(await decodeBytes(await gray.clone().toColourspace("b-w").png().toBuffer())).toEqual(expected);
  expect(await decodeBytes(await gray.clone().toColourspace("grey16").png().toBuffer())).toEqual(expected);
  const alpha = sharp(Buffer.from([0, 255, 100, 0]), { raw: { width: 2, height: 1, channels: 2 } });
  const flattened = await decodeBytes(await alpha.toColourspace("b-w").png().toBuffer());
  expect(flattened).toEqual({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) });
});

test("brings 16 bits to 8", async () => {
  const bytes = await solid(2, 2, "#336699").toColourspace("rgb16").png().toBuffer();
  expect((await sharp(bytes).metadata()).depth).toBe("ushort");
  expect([...(await decodeBytes(bytes)).data.subarray(0, 3)]).toEqual([0x33, 0x66, 0x99]);
});

test("passes raw pixels through, and checks their length", async () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const picture = { form: "raw", width: 2, height: 1, channels: 3, data } as const;
  expect((await decode(picture, "it")).data).toBe(data);
  await expect(decode({ ...picture, width: 3 }, "it")).rejects.toMatchObject({ code: "unreadable-picture" });
});

const noise = () =>
  sharp(Buffer.from(Array.from({ length: 90 * 90 * 3 }, (_, index) => (index * index * 31) % 251)), {
    raw: { width: 90, height: 90, channels: 3 },
  });

test.each(["jpeg", "png", "webp", "gif"] as const)("says that a %s ends too early", async (format) => {
  const whole = await noise().toFormat(format).toBuffer();
  await expect(decodeBytes(whole)).resolves.toMatchObject({ width: 90 });
  const failure = { code: "unreadable-picture", reason: "truncated", where: "it.jpg" };
  await expect(decodeBytes(whole.subarray(0, whole.length * 0.7))).rejects.toMatchObject(failure);
});

test.each([
  ["empty", new Uint8Array()],
  ["not-a-picture", new TextEncoder().encode("notes on keys")],
  ["not-a-picture", new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
])("calls a file %s", async (reason, bytes) => {
  await expect(decodeBytes(bytes)).rejects.toMatchObject({ code: "unreadable-picture", reason });
});

test("names damage within a PNG", async () => {
  const bytes = Uint8Array.from(await noise().png().toBuffer());
  bytes.fill(7, 200, 400);
  await expect(decodeBytes(bytes)).rejects.toMatchObject({ reason: "damaged" });
});

test("reads a JPEG whose scan header some phones write wrong", async () => {
  const bytes = Uint8Array.from(await photo(1));
  const scan = Buffer.from(bytes).lastIndexOf(Buffer.of(0xff, 0xda));
  // The last of the scan's spectral selection: 63 in every sequential JPEG.
  expect(bytes[scan + 12]).toBe(63);
  bytes[scan + 12] = 0;
  expect(await decodeBytes(bytes)).toEqual(await decodeBytes(await photo(1)));
});
