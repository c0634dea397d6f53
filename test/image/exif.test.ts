import sharp from "sharp";
import { expect, test } from "vitest";
import { NO_EXIF, readExif } from "../../lib/image/exif.js";
import { random } from "../../lib/learn/random.js";
import { seed } from "../seed.js";
import { solid } from "./pictures.js";

const exifOf = async (ifd0: Record<string, string>, photo: Record<string, string>) => {
  const bytes = await solid(8, 8, "#336699").withExif({ IFD0: ifd0, IFD2: photo }).jpeg().toBuffer();
  return (await sharp(bytes).metadata()).exif!;
};
const CANON = { Make: "Canon", Model: "Canon EOS 80D" };

test("reads what libexif wrote: the local time with its fraction, make, model and serial number", async () => {
  const photo = { DateTimeOriginal: "2024:05:01 12:30:45", SubSecTimeOriginal: "12", BodySerialNumber: "0123" };
  expect(readExif(await exifOf(CANON, photo))).toEqual({
    captured: "2024-05-01T12:30:45.12",
    camera: "Canon EOS 80D #0123",
  });
  const { captured, camera } = readExif(await exifOf({ Make: "Apple", Model: "iPhone 12" }, {}));
  expect({ captured, camera }).toEqual({ captured: null, camera: "Apple iPhone 12" });
});

test.each(["0000:00:00 00:00:00", "2023:02:29 10:00:00", "2024:05:01 24:00:00", "yesterday"])(
  "knows no time from %j, nor from the time of the last edit",
  async (time) => {
    const exif = await exifOf({ ...CANON, DateTime: "2024:05:01 12:30:45" }, { DateTimeOriginal: time });
    expect(readExif(exif).captured).toBe(null);
  },
);

/** One directory with `count` entries as `entry` makes them, in Motorola's byte order. */
function directory(
  count: number,
  entry: (index: number) => readonly [tag: number, type: number, count: number, value: number],
) {
  const bytes = Buffer.alloc(10 + 12 * count + 4);
  bytes.write("MM\0*", 0, "latin1");
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(count, 8);
  for (let index = 0; index < count; index++) {
    const [tag, type, length, value] = entry(index);
    const at = 10 + 12 * index;
    bytes.writeUInt16BE(tag, at);
    bytes.writeUInt16BE(type, at + 2);
    bytes.writeUInt32BE(length, at + 4);
    bytes.writeUInt32BE(value, at + 8);
  }
  return bytes;
}

test("reads a text of four bytes in its entry, in the other byte order", () => {
  expect(readExif(directory(1, () => [0x0110, 2, 4, 0x41423100])).camera).toBe("AB1");
});

test.each([
  ["a text that ends outside", directory(1, () => [0x0110, 2, 0xffffffff, 8])],
  ["a directory that is its own", directory(1, () => [0x8769, 4, 1, 8])],
  ["a directory outside", directory(1, () => [0x8769, 4, 1, 0xfffffff0])],
  ["5,000 entries of 65,000 values each", directory(5000, (index) => [index, 1, 65000, 0])],
  ["nothing", Buffer.alloc(0)],
  ["no TIFF", Buffer.from("Exif\0\0Exif\0\0")],
])("takes %s for nothing", (_, bytes) => {
  expect(readExif(bytes)).toEqual(NO_EXIF);
});

test("reads any bytes without a failure", async () => {
  const whole = await exifOf(CANON, { DateTimeOriginal: "2024:05:01 12:30:45", BodySerialNumber: "0123" });
  const source = random("exif", seed);
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(whole).subarray(0, source.below(whole.length + 1));
    for (let flips = source.below(8); flips > 0 && bytes.length > 0; flips--)
      bytes[source.below(bytes.length)] = source.below(256);
    const { captured, camera } = readExif(bytes);
    expect(captured === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(captured)).toBe(true);
    expect(camera === null || camera.length > 0).toBe(true);
  }
});
