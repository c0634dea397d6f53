// The one door to sharp for pictures that come from outside.
import PQueue from "p-queue";
import sharp, { type Metadata, type Sharp } from "sharp";
import type { StoredPicture } from "../artifact/images.js";
import { type Exif, NO_EXIF, readExif } from "./exif.js";
import { type Format, formatOf } from "./format.js";
import { sequentialFrame } from "./jpeg-frame.js";
import { type Pixels, takeEvery } from "./pixels.js";
import { Turns } from "./turns.js";
import { shortOfResources, UnreadablePicture, unreadable } from "./unreadable.js";

/** Pixels that a picture may have where a decoder holds all of it at once, at up to 6 bytes each. */
const MOST_HELD = 50e6;
/** Of a picture, in pixels: JPEG's own limit. Lines of millions of pixels, of which decoders hold many, take gigabytes. */
const LONGEST_SIDE = 65_535;
/** Pixels from which on such pictures are decoded one after another. */
const LARGE = 8e6;

/** What a picture's header says. */
export interface Header {
  /** In pixels, as the picture is to be seen, its EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** As in the file: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, or CMYK. */
  readonly channels: number;
  /** Bits of each channel: 1, 2, 4, 8, 10, 12, 16 or more. */
  readonly depth: number;
  readonly space: ColorSpace;
  /** The value of EXIF's tag, 1…8; 1 where there is none. */
  readonly orientation: number;
  readonly exif: Exif;
  /** Whether its decoder holds all of it at once: others pass through line by line, however many those are. */
  readonly isHeld: boolean;
}

export type ColorSpace = "grey" | "rgb" | "cmyk" | "other";

type EncodedPicture = Extract<StoredPicture, { form: "encoded" }>;
type RawPicture = Extract<StoredPicture, { form: "raw" }>;

/** Reads the header alone. Fails with `unreadable-picture`, or `short-of-resources`. */
export async function header(picture: EncodedPicture, id: string): Promise<Header> {
  const format = formatOf(picture.bytes);
  if (format === undefined) throw new UnreadablePicture(id, picture.bytes.length === 0 ? "empty" : "not-a-picture", "");
  let metadata: Metadata;
  try {
    metadata = await sharp(picture.bytes).metadata();
  } catch (error) {
    throw failure(id, error, picture);
  }
  if (Math.max(metadata.width, metadata.height) > LONGEST_SIDE) {
    throw new UnreadablePicture(id, "too-large", `${metadata.width}×${metadata.height}`);
  }
  const isHeld = metadata.isProgressive || HELD_FORMATS.has(format);
  if (isHeld && metadata.width * metadata.height > MOST_HELD) {
    throw new UnreadablePicture(id, "too-large", `${metadata.width}×${metadata.height}, interlaced or in one piece`);
  }
  const { autoOrient, channels, orientation = 1, exif } = metadata;
  return {
    width: autoOrient.width,
    height: autoOrient.height,
    channels,
    depth: metadata.bitsPerSample ?? DEPTHS[metadata.depth] ?? 8,
    space: SPACES[metadata.space] ?? "other",
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    exif: exif === undefined ? NO_EXIF : readExif(exif),
    isHeld,
  };
}

/** What a decoding has to know in advance. */
type Facts = Pick<Header, "width" | "height" | "channels" | "depth" | "space" | "isHeld">;

/** That of a photo like most, which no decoder need be asked for. */
function frameOf({ bytes }: EncodedPicture): Facts | undefined {
  const frame = sequentialFrame(bytes);
  if (frame === undefined) return undefined;
  const { width, height, components } = frame;
  return { width, height, channels: components, depth: 8, space: components === 1 ? "grey" : "rgb", isHeld: false };
}

const HELD_FORMATS: ReadonlySet<Format> = new Set(["webp", "gif", "heif"]);

/** By libvips' names. */
const SPACES: { readonly [space: string]: ColorSpace | undefined } = {
  "b-w": "grey",
  grey16: "grey",
  srgb: "rgb",
  rgb: "rgb",
  rgb16: "rgb",
  scrgb: "rgb",
  cmyk: "cmyk",
};
const DEPTHS: { readonly [depth: string]: number | undefined } = { uchar: 8, ushort: 16, uint: 32, float: 32 };

/** As a picture is to be seen: turned as EXIF says, its colours in sRGB by its profile. */
const AS_SEEN = { autoOrient: true, ignoreIcc: false } as const;
/** As its pixels are stored, like most programs that know nothing of either. */
export const AS_STORED = { autoOrient: false, ignoreIcc: true } as const;
type View = typeof AS_SEEN | typeof AS_STORED;

/**
 * Decodes a picture: EXIF orientation applied, alpha flattened over white, colours brought to sRGB by the picture's profile (one
 * that cannot be used counts as none; CMYK without one is taken for SWOP), 16 bits brought to 8 by rounding; a grey picture
 * has one channel. `shape` adds what is to be done on the way; `view` says whether orientation and profile count. `examine` has
 * seen the picture, so small damage is passed over: another way through the decoder may meet what that one did not. Fails with
 * `unreadable-picture` where there are no pixels to be had, with `short-of-resources` where the machine is at fault.
 */
export async function read(
  picture: StoredPicture,
  id: string,
  shape: (image: Sharp) => Sharp = (image) => image,
  view: View = AS_SEEN,
): Promise<Pixels> {
  if (picture.form === "raw") return await flat(shape(openRaw(picture, id)), picture.channels === 1);
  const found = frameOf(picture) ?? (await header(picture, id));
  try {
    return await decodeAs(found, picture, { failOn: "none", ...view }, shape);
  } catch (error) {
    throw failure(id, error, picture);
  }
}

/** A picture that has been read to its end. */
export interface Examined {
  readonly header: Header;
  readonly pixels: Pixels;
  /** What the decoder warned of though no pixel is lost; undefined where it was silent. */
  readonly warning: string | undefined;
}

/**
 * libvips has one buffer for the words of all decoders, which each that ends empties: what is said of a picture is true only of
 * one that is decoded alone.
 */
const turns = new Turns();

/** Decodes as `read` does, and fails with `unreadable-picture` where the file is truncated or damaged. */
export async function examine(picture: EncodedPicture, id: string, shape: (image: Sharp) => Sharp): Promise<Examined> {
  const look = () => examineOnce(picture, id, shape);
  const looked = await turns.beside(look).catch(() => undefined);
  return looked === undefined || looked.warning !== undefined ? await turns.alone(look) : looked;
}

async function examineOnce(picture: EncodedPicture, id: string, shape: (image: Sharp) => Sharp): Promise<Examined> {
  const found = await header(picture, id);
  try {
    return {
      header: found,
      pixels: await decodeAs(found, picture, { failOn: "warning", ...AS_SEEN }, shape),
      warning: undefined,
    };
  } catch (error) {
    if (!isHarmless(error)) throw failure(id, error, picture);
    const pixels = await decodeAs(found, picture, { failOn: "error", ...AS_SEEN }, shape).catch((cause) => {
      throw failure(id, cause, picture);
    });
    return { header: found, pixels, warning: error.message };
  }
}

/** Large pictures that are held as a whole, one after another. */
const heldPictures = new PQueue({ concurrency: 1 });

async function decodeAs(
  { width, height, channels, depth, space, isHeld }: Facts,
  { bytes }: EncodedPicture,
  options: View & { readonly failOn: "none" | "warning" | "error" },
  shape: (image: Sharp) => Sharp,
): Promise<Pixels> {
  const decode = async () => {
    const image = shape(sharp(bytes, options));
    return await flat(depth > 8 && depth <= 16 ? sharp(await narrow(image, channels)) : image, space === "grey");
  };
  return isHeld && width * height > LARGE ? await heldPictures.add(decode) : await decode();
}

/** Some phones write a scan header that decoders warn about and then read without loss. */
function isHarmless(error: unknown): error is Error {
  return error instanceof Error && /Invalid SOS parameters/.test(error.message);
}

function failure(id: string, error: unknown, { bytes }: EncodedPicture): Error {
  return shortOfResources(id, error) ?? unreadable(id, error, bytes);
}

/**
 * A picture of more than 8 bits as one of 8 with the same profile: v → round(v / 257) in every channel. libvips takes the
 * upper byte of what `linear` gives, and would convert 16 bits of any profile to Display P3, without a word.
 */
async function narrow(image: Sharp, channels: number): Promise<Uint8Array> {
  return await image
    .keepIccProfile()
    .linear(new Array(channels).fill(256 / 257), new Array(channels).fill(128))
    .toColourspace("srgb")
    .png({ compressionLevel: 0 })
    .toBuffer();
}

function openRaw(picture: RawPicture, id: string): Sharp {
  const { width, height, channels, data } = picture;
  if (width * height * channels !== data.byteLength || ![1, 3, 4].includes(channels)) {
    throw new UnreadablePicture(id, "damaged", `${data.byteLength} bytes for ${width}×${height}×${channels}`);
  }
  return sharp(data, { raw: { width, height, channels: channels as 1 | 3 | 4 } });
}

/** Grey pictures are read as three channels too, of which one is kept: libvips' own way to grey is not the identity there. */
async function flat(image: Sharp, gray: boolean): Promise<Pixels> {
  const { data, info } = await image
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3) throw new RangeError(`sharp gave ${channels} channels for 3`);
  const rgb = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width, height, channels: gray ? 1 : 3, data: gray ? takeEvery(rgb, 3) : rgb };
}
