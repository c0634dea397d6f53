import { constants, deflateRawSync, crc32 as nodeCrc32 } from "node:zlib";

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  readonly color: 0 | 2 | 3 | 4 | 6;
  readonly depth: 1 | 8 | 16;
  readonly interlaced?: boolean;
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** A black PNG of any size, in time and bytes that hardly grow with it. */
export function blackPng(header: PngHeader): Buffer {
  return png(header, [chunk("IDAT", zeros(scanlineBytes(header)))]);
}

/** A PNG file with this header and these chunks. */
export function png({ width, height, color, depth, interlaced = false }: PngHeader, chunks: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, color, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), ...chunks, chunk("IEND", Buffer.alloc(0))]);
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

/** Where each chunk of a PNG begins, in order. */
export function chunkStarts(file: Uint8Array): number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const starts: number[] = [];
  for (let at = SIGNATURE.length; at < file.length; at += 12 + view.getUint32(at)) starts.push(at);
  return starts;
}

/** Adam7: each pass's first column and row, and its steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function scanlineBytes({ width, height, color, depth, interlaced = false }: PngHeader): number {
  const row = (columns: number) => 1 + Math.ceil((columns * CHANNELS[color] * depth) / 8);
  if (!interlaced) return height * row(width);
  return PASSES.reduce((sum, [left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    return columns <= 0 ? sum : sum + Math.max(0, Math.ceil((height - top) / down)) * row(columns);
  }, 0);
}

const MEGABYTE = 1 << 20;

/** A zlib stream of `length` zeros: one compressed megabyte, over and over. */
function zeros(length: number): Buffer {
  const block = (size: number) => deflateRawSync(Buffer.alloc(size), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const megabyte = block(MEGABYTE);
  const whole = Array.from({ length: Math.floor(length / MEGABYTE) }, () => megabyte);
  const sum = Buffer.alloc(4);
  // Adler-32 of zeros.
  sum.writeUInt32BE((length % 65521) * 65536 + 1);
  const end = deflateRawSync(Buffer.alloc(0));
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...whole, block(length % MEGABYTE), end, sum]);
}

/** Node's own where it has one, from 20.15 on. */
const crc32: (data: Buffer) => number = nodeCrc32 ?? slowCrc32;

function slowCrc32(data: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}
