import sharp from "sharp";
import { expect, test } from "vitest";
import { sequentialFrame } from "../../lib/image/jpeg-frame.js";

const picture = () => sharp({ create: { width: 300, height: 70, channels: 3, background: "#a05010" } });

test("the frame is what a decoder says it is", async () => {
  const photo = await picture().jpeg().toBuffer();
  expect(sequentialFrame(photo)).toEqual({ width: 300, height: 70, components: 3 });
  const { width, height, channels, space, depth, isProgressive } = await sharp(photo).metadata();
  expect({ width, height, channels, space, depth, isProgressive }).toEqual({
    ...{ width: 300, height: 70, channels: 3, space: "srgb", depth: "uchar", isProgressive: false },
  });
  const turned = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(sequentialFrame(turned)).toEqual({ width: 300, height: 70, components: 3 });
  const gray = await picture().toColourspace("b-w").jpeg().toBuffer();
  expect(sequentialFrame(gray)).toEqual({ width: 300, height: 70, components: 1 });
});

test("anything else is left to the decoder: progressive, CMYK, other formats, what is cut off or damaged", async () => {
  const others = [
    picture().jpeg({ progressive: true }),
    picture().toColourspace("cmyk").jpeg(),
    picture().png(),
    picture().webp(),
  ];
  for (const other of others) expect(sequentialFrame(await other.toBuffer())).toBeUndefined();
  const photo = await picture().jpeg().toBuffer();
  const start = photo.indexOf(Uint8Array.of(0xff, 0xc0));
  for (let end = 0; end < start + 10; end++) expect(sequentialFrame(photo.subarray(0, end))).toBeUndefined();
  const looping = Uint8Array.from(photo);
  looping.fill(0, 4, 6);
  expect(sequentialFrame(looping)).toBeUndefined();
});
