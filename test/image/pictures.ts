import sharp from "sharp";

/** Left half red, right half blue; 40 × 20. */
export const redBlue = () => solid(20, 20, "#ff0000", 20).composite([{ input: half, left: 20, top: 0 }]);

const half = { create: { width: 20, height: 20, channels: 3, background: "#0000ff" } } as const;

/** One colour all over, with `right` more columns. */
export function solid(width: number, height: number, background: string, right = 0) {
  return sharp({ create: { width: width + right, height, channels: 3, background } });
}

/** A JPEG that no two numbers share, with enough detail to be cut in the middle. */
export async function photo(number: number, width = 48, height = 32): Promise<Uint8Array> {
  const data = Buffer.alloc(width * height * 3);
  let state = number + 1;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[index] = state >>> 24;
  }
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}
