import sharp from "sharp";
import { expect, test } from "vitest";
import { decode } from "../../lib/image/decode.js";
import { examine } from "../../lib/image/open.js";
import { photo, png, redBlue, solid } from "./pictures.js";

const examineBytes = (bytes: Uint8Array) => examine({ form: "encoded", bytes }, "it.jpg", (image) => image);
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

test("a JPEG's pixels are the same whether or not a decoder was asked for its header", async () => {
  const colors = redBlue();
  for (const [channels, bytes] of [
    [3, await colors.clone().jpeg().toBuffer()],
    [1, await colors.clone().toColourspace("b-w").jpeg().toBuffer()],
  ] as const) {
    const pixels = await decodeBytes(bytes);
    expect(pixels.channels).toBe(channels);
    expect(pixels).toEqual((await examineBytes(bytes)).pixels);
  }
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

/** Every 16-bit number, as one picture of 256 × 256. */
const allWords = (channels: 1 | 3) =>
  sharp(
    Uint16Array.from({ length: 65536 * channels }, (_, index) => Math.floor(index / channels)),
    {
      raw: { width: 256, height: 256, channels },
    },
  ).toColourspace(channels === 1 ? "grey16" : "rgb16");

test.each([1, 3] as const)("brings 16 bits to 8 by rounding, whatever they are (%i channels)", async (channels) => {
  const expected = Uint8Array.from({ length: 65536 * channels }, (_, index) =>
    Math.round(Math.floor(index / channels) / 257),
  );
  const { data } = await decodeBytes(await allWords(channels).png().toBuffer());
  expect(Buffer.compare(data, expected)).toBe(0);
});

test("lays 16 bits with alpha over white, and white is 255", async () => {
  const words = Uint16Array.of(65535, 65535, 65535, 65535, 0, 0, 0, 0x8000, 10000, 20000, 30000, 0);
  const bytes = await sharp(words, { raw: { width: 3, height: 1, channels: 4 } })
    .toColourspace("rgb16")
    .png()
    .toBuffer();
  expect([...(await decodeBytes(bytes)).data]).toEqual([255, 255, 255, 127, 127, 127, 255, 255, 255]);
});

/** IEC 61966-2-1 and SMPTE RP 431-2's primaries under D65, from linear Display P3 to linear sRGB. */
function srgbOfP3(p3: readonly number[]): number[] {
  const linear = p3.map((byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = linear;
  return [
    1.2249401763 * red - 0.2249401763 * green,
    -0.0420569547 * red + 1.0420569547 * green,
    -0.0196375546 * red - 0.0786360456 * green + 1.0982736002 * blue,
  ].map((value) => 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

test.each(["uchar", "ushort"] as const)("brings colours to sRGB by the picture's profile (%s)", async (depth) => {
  const p3 = [156, 78, 39];
  const raw = { width: 1, height: 1, channels: 3 } as const;
  // A 16-bit picture in sharp's hands is in Display P3; one of 8 bits is in sRGB, and is brought to P3 here.
  const bytes =
    depth === "ushort"
      ? await sharp(
          Uint16Array.from(p3, (byte) => byte * 257),
          { raw },
        )
          .toColourspace("rgb16")
          .keepIccProfile()
          .withIccProfile("p3")
          .png()
          .toBuffer()
      : await sharp(Uint8Array.from(srgbOfP3(p3), Math.round), { raw })
          .withIccProfile("p3")
          .png()
          .toBuffer();
  const stored = [...(await sharp(bytes, { ignoreIcc: true }).toColourspace("srgb").raw().toBuffer())];
  for (const [channel, byte] of stored.entries()) expect(Math.abs(byte - (p3[channel] ?? 0))).toBeLessThanOrEqual(1);
  const { data } = await decodeBytes(bytes);
  for (const [channel, value] of srgbOfP3(stored).entries()) {
    expect(Math.abs((data[channel] ?? 0) - value)).toBeLessThanOrEqual(1.5);
  }
});

test("takes a profile that is broken for none", async () => {
  const bytes = Uint8Array.from(await solid(8, 8, "#ff8800").withIccProfile("p3").jpeg({ quality: 100 }).toBuffer());
  const start = Buffer.from(bytes).indexOf("ICC_PROFILE") + 14;
  const ignored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  expect((await decodeBytes(bytes)).data.subarray(0, 3)).not.toEqual(Uint8Array.from(ignored.subarray(0, 3)));
  bytes.fill(0x41, start, start + 400);
  expect((await sharp(bytes).metadata()).icc?.subarray(0, 4).toString()).toBe("AAAA");
  expect((await decodeBytes(bytes)).data).toEqual(Uint8Array.from(ignored));
});

test("reads CMYK, without and with a profile, as RGB", async () => {
  const orange = solid(8, 8, "#ff8800");
  for (const picture of [orange.clone(), orange.clone().withIccProfile("cmyk")]) {
    const bytes = await picture.toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe("cmyk");
    const { channels, data } = await decodeBytes(bytes);
    const [red = 0, green = 0, blue = 0] = data;
    expect(channels).toBe(3);
    // Ink has no such orange; it stays an orange.
    expect(red).toBeGreaterThan(225);
    expect(Math.abs(green - 0x88)).toBeLessThan(12);
    expect(blue).toBeLessThan(60);
  }
});

test("reads bits and palettes, and grey where it is stored as grey", async () => {
  const bits = await decodeBytes(png({ width: 4, depth: 1, type: 0, row: [0b10100000] }));
  expect(bits).toEqual({ width: 4, height: 1, channels: 1, data: Uint8Array.of(255, 0, 255, 0) });
  const quarters = await decodeBytes(png({ width: 4, depth: 2, type: 0, row: [0b00011011] }));
  expect([...quarters.data]).toEqual([0, 85, 170, 255]);
  const palette = [0, 0, 0, 85, 85, 85, 10, 20, 30, 255, 0, 0];
  const colors = await decodeBytes(png({ width: 4, depth: 2, type: 3, row: [0b00011011], palette }));
  expect(colors).toEqual({ width: 4, height: 1, channels: 3, data: Uint8Array.from(palette) });
  const grayAlpha = await decodeBytes(png({ width: 2, depth: 8, type: 4, row: [10, 128, 20, 255] }));
  // 255 · 127 / 255 + 10 · 128 / 255 = 132.0
  expect([...grayAlpha.data]).toEqual([132, 20]);
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
  await expect(examineBytes(whole)).resolves.toMatchObject({ pixels: { width: 90 } });
  const failure = { code: "unreadable-picture", reason: "truncated", where: "it.jpg" };
  await expect(examineBytes(whole.subarray(0, whole.length * 0.7))).rejects.toMatchObject(failure);
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
  await expect(examineBytes(bytes)).rejects.toMatchObject({ reason: "damaged" });
});

test("reads a JPEG whose scan header some phones write wrong", async () => {
  const bytes = Uint8Array.from(await photo(1));
  const scan = Buffer.from(bytes).lastIndexOf(Buffer.of(0xff, 0xda));
  // The last of the scan's spectral selection: 63 in every sequential JPEG.
  expect(bytes[scan + 12]).toBe(63);
  bytes[scan + 12] = 0;
  expect(await decodeBytes(bytes)).toEqual(await decodeBytes(await photo(1)));
});
