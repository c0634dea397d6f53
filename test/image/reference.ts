import { readFileSync } from "node:fs";
import type { Texture } from "../../lib/image/co-occurrence.js";
import type { Pixels } from "../../lib/image/pixels.js";

/** Those of which test/reference/skimage.py gives textures. */
export const DISTANCES = [5, 1, 3];

interface ReferencePicture {
  name: string;
  width: number;
  height: number;
  channels: 1 | 3;
  data: string;
  gray: string;
  histogram: number[];
  /** By distance, then by angle. */
  textures: Texture[][];
}

/** What numpy and scikit-image say of some pictures; made by test/reference/skimage.py. */
export const reference = (
  JSON.parse(readFileSync(new URL("../reference/skimage.json", import.meta.url), "utf8")).pictures as ReferencePicture[]
).map(({ name, width, height, channels, data, gray, histogram, textures }) => ({
  name,
  histogram,
  textures,
  pixels: { width, height, channels, data: bytes(data) } satisfies Pixels,
  gray: { width, height, channels: 1, data: bytes(gray) } satisfies Pixels,
}));

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
