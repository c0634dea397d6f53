import { join } from "node:path";
import { type PhotoSet, photoName, writePhotos } from "../cache/photos.js";

const ORIGINALS = 500;

export function photoSet(count: number): PhotoSet {
  return { count, width: 1920, height: 1080, originals: Math.min(count, ORIGINALS) };
}

/** Paths of so many photos of 1920 × 1080 in class folders, written where they are not there yet. */
export async function writePictures(scratch: string, count: number): Promise<readonly string[]> {
  const folder = join(scratch, "pictures", String(count));
  await writePhotos(folder, photoSet(count));
  return Array.from({ length: count }, (_, index) => join(folder, photoName(index)));
}
