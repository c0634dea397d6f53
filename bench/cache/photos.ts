import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { random } from "../../lib/learn/random.js";

export interface PhotoSet {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** How many different pictures there are; the others are copies of them with a comment of their own. */
  readonly originals: number;
}

const CLASSES = 10;
/** Quarter of a picture's size, in each direction, at which its noise is drawn. */
const COARSENESS = 4;

/** Draws the photo with this number. */
export type DrawPhoto = (size: Pick<PhotoSet, "width" | "height">, index: number) => Promise<Uint8Array>;

/** Photos in class folders, written where they are not there yet. */
export async function writePhotos(folder: string, photos: PhotoSet, draw: DrawPhoto = drawPhoto): Promise<void> {
  const note = `${folder}.json`;
  if (existsSync(note) && readFileSync(note, "utf8") === JSON.stringify(photos)) return;
  rmSync(folder, { recursive: true, force: true });
  for (let label = 0; label < CLASSES; label++) mkdirSync(join(folder, `class-${label}`), { recursive: true });
  const originals: Uint8Array[] = [];
  for (let index = 0; index < photos.originals; index++) originals.push(await draw(photos, index));
  for (let index = 0; index < photos.count; index++) {
    const original = originals[index % originals.length] ?? new Uint8Array();
    writeFileSync(join(folder, photoName(index)), commented(original, `photo ${index}, 0`));
  }
  writeFileSync(note, JSON.stringify(photos));
}

/** `class-3/000003.jpg` */
export function photoName(index: number): string {
  return `class-${index % CLASSES}/${String(index).padStart(6, "0")}.jpg`;
}

/** Puts another picture in a photo's place, one that was never there. */
export async function changePhoto(path: string, { width, height }: PhotoSet): Promise<void> {
  writeFileSync(path, await drawPhoto({ width, height }, Date.now()));
}

/** Changes one byte of a photo's comment, to one of 256 values in turn. */
export function changeComment(path: string): void {
  const bytes = readFileSync(path);
  const last = 3 + bytes.readUInt16BE(4);
  bytes.writeUInt8(((bytes[last] ?? 0) + 1) % 256, last);
  writeFileSync(path, bytes);
}

async function drawPhoto({ width, height }: Pick<PhotoSet, "width" | "height">, index: number): Promise<Uint8Array> {
  const raw = { width: width / COARSENESS, height: height / COARSENESS, channels: 3 } as const;
  const source = random("bench-cache", index);
  const noise = Uint8Array.from({ length: raw.width * raw.height * raw.channels }, () => source.below(256));
  return sharp(noise, { raw }).resize(width, height).jpeg().toBuffer();
}

/** A JPEG with a comment after its first marker. */
function commented(jpeg: Uint8Array, comment: string): Uint8Array {
  const text = Buffer.from(comment);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
}
