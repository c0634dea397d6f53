import { deflateSync } from "node:zlib";
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

interface Png {
  readonly width: number;
  /** Bits of a sample. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly type: number;
  readonly row: readonly number[];
  readonly palette?: readonly number[];
}

/** A PNG of one row, for forms that sharp does not write. */
export function png({ width, depth, type, row, palette = [] }: Png): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header.set([depth, type], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(palette.length === 0 ? [] : [chunk("PLTE", Buffer.from(palette))]),
    chunk("IDAT", deflateSync(Buffer.from([0, ...row]))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(name, 4, "latin1");
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

/** PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
