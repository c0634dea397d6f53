/** The formats that are taken for photos; HEIF has AVIF in it. */
export type Format = "jpeg" | "png" | "webp" | "gif" | "tiff" | "heif";

const HEIF_BRANDS = /^(?:avi[fs]|hei[cxms]|hev[cxms]|mif\d|msf1)$/;

/** The format that a file's first bytes are of, whatever its name says: nothing else is given to a decoder. */
export function formatOf(bytes: Uint8Array): Format | undefined {
  const head = latin1(bytes.subarray(0, 12));
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("RIFF") && head.slice(8) === "WEBP") return "webp";
  if (/^GIF8[79]a/.test(head)) return "gif";
  if (/^(?:II[*+]\0|MM\0[*+])/.test(head)) return "tiff";
  return head.slice(4, 8) === "ftyp" && HEIF_BRANDS.test(head.slice(8)) ? "heif" : undefined;
}

/** Bytes as text, a character each. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
