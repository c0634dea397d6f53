import zlib from "node:zlib";

/** CRC-32 as zip archives have it (ISO 3309, polynomial 0xEDB88320 reversed): Node's own, where it has one (20.15). */
export const checksum: (bytes: Uint8Array) => number = zlib.crc32 ?? crc32;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (TABLE[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
