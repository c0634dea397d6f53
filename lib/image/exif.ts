/** What EXIF says of when and with what a picture was taken. */
export interface Exif {
  /** `2024-05-01T12:30:45.12`: the camera's local time, with as many digits of a second as it gives; null where unknown. */
  readonly captured: string | null;
  /** Make, model and, after `#`, the body's serial number where given: `Canon EOS 80D #0123`; null where unknown. */
  readonly camera: string | null;
}

export const NO_EXIF: Exif = { captured: null, camera: null };

/**
 * Reads a picture's EXIF: a TIFF structure, with or without `Exif\0\0` before it. Only DateTimeOriginal counts as the time:
 * DateTime is that of the last edit, and DateTimeDigitized a scanner's. What is damaged counts as not there; no input makes
 * it read more than the two directories it needs. Tags: Exif 2.32 (CIPA DC-008-2019), tables 4, 7 and 8.
 */
export function readExif(bytes: Uint8Array): Exif {
  const tiff = openTiff(bytes);
  if (tiff === undefined) return NO_EXIF;
  const image = directory(tiff, tiff.view.getUint32(4, tiff.littleEndian));
  const pointer = image.get(0x8769);
  const photo = pointer === undefined ? new Map<number, Entry>() : directory(tiff, pointer.value);
  const make = asciiOf(tiff, image.get(0x010f));
  const model = asciiOf(tiff, image.get(0x0110));
  const serial = asciiOf(tiff, photo.get(0xa431));
  return {
    captured: timeOf(asciiOf(tiff, photo.get(0x9003)), asciiOf(tiff, photo.get(0x9291))),
    camera: cameraOf(make, model, serial),
  };
}

interface Tiff {
  readonly view: DataView;
  readonly littleEndian: boolean;
}

/** An entry of a directory: its type and count, and its four bytes as a number, with their place. */
interface Entry {
  readonly type: number;
  readonly count: number;
  readonly value: number;
  readonly place: number;
}

function openTiff(bytes: Uint8Array): Tiff | undefined {
  const start = latin1(bytes.subarray(0, 6)) === "Exif\0\0" ? 6 : 0;
  const order = latin1(bytes.subarray(start, start + 2));
  if (bytes.length < start + 8 || (order !== "II" && order !== "MM")) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const littleEndian = order === "II";
  return view.getUint16(2, littleEndian) === 42 ? { view, littleEndian } : undefined;
}

/** The entries of the directory at `offset`, as many as there is room for; of equal tags the first. */
function directory({ view, littleEndian }: Tiff, offset: number): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  if (offset < 8 || offset + 2 > view.byteLength) return entries;
  const said = view.getUint16(offset, littleEndian);
  const room = Math.floor((view.byteLength - offset - 2) / 12);
  for (let index = 0; index < Math.min(said, room); index++) {
    const at = offset + 2 + 12 * index;
    const tag = view.getUint16(at, littleEndian);
    if (entries.has(tag)) continue;
    entries.set(tag, {
      type: view.getUint16(at + 2, littleEndian),
      count: view.getUint32(at + 4, littleEndian),
      value: view.getUint32(at + 8, littleEndian),
      place: at + 8,
    });
  }
  return entries;
}

const ASCII = 2;
const LONGEST = 200;

/** A text up to its first NUL, trimmed; "" where there is none, or it lies outside. */
function asciiOf({ view }: Tiff, entry: Entry | undefined): string {
  if (entry === undefined || entry.type !== ASCII) return "";
  const start = entry.count <= 4 ? entry.place : entry.value;
  if (start + entry.count > view.byteLength) return "";
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, Math.min(entry.count, LONGEST));
  const text = latin1(bytes).split("\0", 1)[0] ?? "";
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, " ").trim();
}

function cameraOf(make: string, model: string, serial: string): string | null {
  if (make === "" && model === "") return null;
  const name = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`.trim();
  return serial === "" ? name : `${name} #${serial}`;
}

function timeOf(text: string, fraction: string): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1);
  const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const parsed = new Date(`${time}Z`);
  // A day that is not in the calendar comes out as another.
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 19) !== time) return null;
  return /^\d{1,9}$/.test(fraction) ? `${time}.${fraction}` : time;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
