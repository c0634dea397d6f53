import sharp from "sharp";
import type { Random } from "../../../lib/learn/random.js";

/** One picture of each format and kind that decoders treat apart. */
export async function originalPictures(): Promise<readonly (readonly [ending: string, bytes: Buffer])[]> {
  const data = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, at) => (at * 37 + (at >> 6) * 91) % 256));
  const image = () => sharp(data, { raw: { width: 64, height: 48, channels: 3 } });
  return [
    ["jpg", await image().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ["jpg", await image().withIccProfile("p3").jpeg({ progressive: true }).toBuffer()],
    ["png", await image().png().toBuffer()],
    ["png", await image().ensureAlpha(0.5).png({ progressive: true }).toBuffer()],
    ["webp", await image().webp().toBuffer()],
    ["webp", await image().webp({ lossless: true }).toBuffer()],
    ["tif", await image().tiff({ compression: "lzw", predictor: "horizontal" }).toBuffer()],
    ["tif", await image().tiff({ compression: "jpeg" }).toBuffer()],
  ];
}

/** One to eight bytes changed, seldom the file cut or a piece of it doubled. */
export function flipped(bytes: Buffer, { below }: Pick<Random, "below">): Buffer {
  const copy = Buffer.from(bytes);
  for (let left = 1 + below(8); left > 0; left--) {
    // The head, where the structure is, as often as all the rest.
    const at = below(2) === 0 ? below(Math.min(400, copy.length)) : below(copy.length);
    copy[at] = below(256);
  }
  const kind = below(10);
  if (kind === 0) return copy.subarray(0, below(copy.length));
  const at = below(copy.length);
  return kind === 1 ? Buffer.concat([copy.subarray(0, at), copy.subarray(at >> 1)]) : copy;
}
