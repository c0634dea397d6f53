// The one door to sharp for pictures that come from outside.
import sharp, { type Metadata, type Sharp } from "sharp";
import type { StoredPicture } from "../artifact/images.js";
import { UnreadablePicture, unreadable } from "./unreadable.js";

/** The formats that are taken for photos. */
const FORMATS: ReadonlySet<string | undefined> = new Set(["jpeg", "png", "webp", "gif", "tiff", "heif"]);

/** What a picture's header says. */
export interface Header {
  /** In pixels, as the picture is to be seen, its EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  readonly gray: boolean;
}

type EncodedPicture = Extract<StoredPicture, { form: "encoded" }>;

/** Reads the header alone. Fails with `unreadable-picture`. */
export async function header(picture: EncodedPicture, id: string): Promise<Header> {
  let metadata: Metadata;
  try {
    metadata = await sharp(picture.bytes).metadata();
  } catch (error) {
    throw unreadable(id, error, picture.bytes);
  }
  if (!FORMATS.has(metadata.format)) throw new UnreadablePicture(id, "not-a-picture", metadata.format ?? "");
  const { width, height } = metadata.autoOrient;
  const gray = metadata.space === "b-w" || metadata.space === "grey16";
  return { width, height, gray, channels: metadata.hasAlpha ? 4 : gray ? 1 : 3 };
}

/** As a picture is to be seen: turned as EXIF says, its colours in sRGB by its profile. */
const AS_SEEN = { autoOrient: true, ignoreIcc: false } as const;
/** As its pixels are stored, like most programs that know nothing of either. */
export const AS_STORED = { autoOrient: false, ignoreIcc: true } as const;

/**
 * Decodes a picture: EXIF orientation applied, alpha flattened over white, colours in sRGB, 8 bits; a grey picture has one
 * channel. `shape` adds what is to be done on the way; `view` says whether orientation and colour profile count. Fails with
 * `unreadable-picture` where a file is truncated or damaged.
 */
export async function read(
  picture: StoredPicture,
  id: string,
  shape: (image: Sharp) => Sharp = (image) => image,
  view: typeof AS_SEEN | typeof AS_STORED = AS_SEEN,
) {
  if (picture.form === "raw") return raw(shape(openRaw(picture, id)), picture.channels === 1);
  const { gray } = await header(picture, id);
  const decode = (failOn: "warning" | "error") =>
    raw(shape(sharp(picture.bytes, { failOn, ...view }).flatten({ background: "#ffffff" })), gray);
  try {
    return await decode("warning");
  } catch (error) {
    if (!isHarmless(error)) throw unreadable(id, error, picture.bytes);
  }
  try {
    return await decode("error");
  } catch (error) {
    throw unreadable(id, error, picture.bytes);
  }
}

/** Some phones write a scan header that decoders warn about and then read without loss. */
function isHarmless(error: unknown): boolean {
  return error instanceof Error && /Invalid SOS parameters/.test(error.message);
}

function openRaw(picture: Extract<StoredPicture, { form: "raw" }>, id: string): Sharp {
  const { width, height, channels, data } = picture;
  if (width * height * channels !== data.byteLength || ![1, 3, 4].includes(channels)) {
    throw new UnreadablePicture(id, "damaged", `${data.byteLength} bytes for ${width}×${height}×${channels}`);
  }
  const image = sharp(data, { raw: { width, height, channels: channels as 1 | 3 | 4 } });
  return channels === 4 ? image.flatten({ background: "#ffffff" }) : image;
}

async function raw(image: Sharp, gray: boolean) {
  const { data, info } = await image
    .toColourspace(gray ? "b-w" : "srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const channels: 1 | 3 = gray ? 1 : 3;
  if (info.channels !== channels) throw new RangeError(`sharp gave ${info.channels} channels for ${channels}`);
  return {
    width: info.width,
    height: info.height,
    channels,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
}
