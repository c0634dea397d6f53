import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { random } from "../../lib/learn/random.js";
import { type DrawPhoto, type PhotoSet, photoName, writePhotos } from "../cache/photos.js";

const ORIGINALS = 500;
/** Grain from coarse to fine: how many pixels wide, and how strong; coarse is strong, as in photos. */
const OCTAVES = [
  { grain: 240, strength: 1 },
  { grain: 120, strength: 0.55 },
  { grain: 60, strength: 0.35 },
  { grain: 30, strength: 0.22 },
  { grain: 15, strength: 0.15 },
  { grain: 5, strength: 0.1 },
] as const;

/** Paths of so many photos of 1920 × 1080 in class folders, written where they are not there yet. */
export async function writePictures(scratch: string, count: number): Promise<readonly string[]> {
  const photos: PhotoSet = { count, width: 1920, height: 1080, originals: Math.min(count, ORIGINALS) };
  const folder = join(scratch, "pictures", String(count));
  await writePhotos(folder, photos, keptIn(join(scratch, "pictures", "originals"), drawGrained));
  return Array.from({ length: count }, (_, index) => join(folder, photoName(index)));
}

/** Draws each photo once. */
function keptIn(folder: string, draw: DrawPhoto): DrawPhoto {
  mkdirSync(folder, { recursive: true });
  return async (size, index) => {
    const path = join(folder, `${index}.jpg`);
    if (existsSync(path)) return readFileSync(path);
    const photo = await draw(size, index);
    writeFileSync(path, photo);
    return photo;
  };
}

/** A JPEG of the camera's kind: some 300 KB of grain at every scale. */
const drawGrained: DrawPhoto = async ({ width, height }, index) => {
  const source = random("bench-image", index);
  let picture = { data: new Uint8Array(3).fill(128), width: 1, height: 1 };
  for (const { grain, strength } of OCTAVES) {
    const size = { width: Math.ceil(width / grain), height: Math.ceil(height / grain) };
    const coarser = await enlarge(picture, size).raw().toBuffer();
    const data = Uint8Array.from(coarser, (value) => {
      const level = value + strength * (source.below(256) - 128);
      return Math.max(0, Math.min(255, Math.round(level)));
    });
    picture = { data, ...size };
  }
  return enlarge(picture, { width, height }).jpeg({ quality: 88 }).toBuffer();
};

function enlarge(
  { data, ...size }: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  { width, height }: { readonly width: number; readonly height: number },
) {
  return sharp(data, { raw: { ...size, channels: 3 } }).resize(width, height, { fit: "fill", kernel: "cubic" });
}
