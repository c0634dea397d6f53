import sharp from "sharp";
import { expect, test } from "vitest";
import { contactSheet } from "../../lib/image/contact-sheet.js";

const pixels = {
  width: 2,
  height: 2,
  channels: 3,
  data: Uint8Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? 255 : 0)),
} as const;

test("lays pictures in rows, with any text below them", async () => {
  const tiles = ['<keys> & "wallet"', "plain", "\u0000"].map((caption) => ({ pixels, captions: [caption] }));
  const sheet = await contactSheet(tiles, { columns: 2, tile: 40 });
  const { data, info } = await sharp(sheet).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([8 + 2 * 48, 8 + 2 * 66]);
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  expect([at(28, 28), at(76, 28), at(28, 94), at(76, 94)]).toEqual([
    [255, 0, 0],
    [255, 0, 0],
    [255, 0, 0],
    [255, 255, 255],
  ]);
});

test("shows grey pictures, and nothing where there are none", async () => {
  const gray = { width: 1, height: 1, channels: 1, data: Uint8Array.of(90) } as const;
  const { data, info } = await sharp(await contactSheet([{ pixels: gray, captions: [""] }], { tile: 20 }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data.subarray((18 * info.width + 18) * 3).subarray(0, 3)]).toEqual([90, 90, 90]);
  expect((await contactSheet([])).length).toBeGreaterThan(0);
});
