// Files that people do have in a folder of photos, and files made to do harm: the same bytes each time.
import sharp from "sharp";
import { blackPng, chunk, chunkStarts, png } from "./png.js";

export interface HostileFile {
  /** Below a class folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** "read": a picture. "rejected": none. "either": what decoders make of it. */
  readonly expected: "read" | "rejected" | "either";
}

const SIDE = { width: 48, height: 32 };

/** A picture with detail in every part of it. */
function drawing(channels: 3 | 4 = 3) {
  const data = Buffer.alloc(SIDE.width * SIDE.height * channels);
  for (let at = 0; at < data.length; at++) data[at] = (at * 37 + (at >> 5) * 91) % 256;
  return sharp(data, { raw: { ...SIDE, channels } });
}

export async function hostileFiles(): Promise<readonly HostileFile[]> {
  const jpeg = await drawing().jpeg().withIccProfile("srgb").toBuffer();
  const files = await Promise.all([
    truncated(jpeg),
    damagedJpegs(jpeg),
    oddPngs(),
    otherFormats(jpeg),
    noPictures(jpeg),
    oddNames(jpeg),
  ]);
  return files.flat();
}

/** Cut at every boundary of its structure, and once within what follows. */
async function truncated(jpeg: Buffer): Promise<HostileFile[]> {
  const png = await drawing(4).png().toBuffer();
  const webp = await drawing().webp().toBuffer();
  const tiff = await drawing().tiff({ compression: "lzw" }).toBuffer();
  const gif = await drawing().gif().toBuffer();
  const half = (file: Buffer) => Math.floor(file.length / 2);
  const cuts: readonly (readonly [string, Buffer, readonly number[]])[] = [
    ["jpg", jpeg, [...segmentStarts(jpeg), half(jpeg), jpeg.length - 2]],
    ["png", png, [...chunkStarts(png), half(png)]],
    ["webp", webp, [4, 8, 12, 16, 20, half(webp)]],
    ["tif", tiff, [4, 8, tiff.readUInt32LE(4), half(tiff)]],
    ["gif", gif, [6, 13, half(gif)]],
  ];
  return cuts.flatMap(([ending, file, places]) =>
    [...new Set(places)].map((at) => ({
      name: `cut-${String(at).padStart(5, "0")}.${ending}`,
      bytes: file.subarray(0, at),
      // A JPEG without its end mark, and a PNG without its last chunk, may have all of their pixels.
      expected: at < file.length / 2 ? ("rejected" as const) : ("either" as const),
    })),
  );
}

/** Where each segment of a JPEG begins, up to the scan. */
function segmentStarts(file: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 2; file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    starts.push(at);
    if (file[at + 1] === 0xda) break;
  }
  return starts;
}

async function damagedJpegs(jpeg: Buffer): Promise<HostileFile[]> {
  const either = (name: string, bytes: Uint8Array) => ({ name, bytes, expected: "either" as const });
  const scan = segmentStarts(jpeg).at(-1) ?? 0;
  const change = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(jpeg);
    copy.set(bytes, at);
    return copy;
  };
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const profile = jpeg.indexOf("ICC_PROFILE");
  const brokenProfile = Buffer.from(jpeg);
  brokenProfile.fill(0x55, profile + 14, profile + 200);
  return [
    { name: "broken-profile.jpg", bytes: brokenProfile, expected: "read" },
    either("no-end-mark.jpg", jpeg.subarray(0, jpeg.length - 2)),
    either(
      "scan-of-zeros.jpg",
      Buffer.concat([jpeg.subarray(0, scan + 14), Buffer.alloc(400), Buffer.from([0xff, 0xd9])]),
    ),
    either("taller-than-it-is.jpg", change(frame + 5, 0x40, 0x00)),
    either("65535-wide.jpg", change(frame + 5, 0xff, 0xff, 0xff, 0xff)),
    { name: "no-pixels.jpg", bytes: change(frame + 5, 0, 0, 0, 0), expected: "rejected" },
    either("segment-too-long.jpg", change(4, 0xff, 0xff)),
    either("twice.jpg", Buffer.concat([jpeg, jpeg])),
    either("with-a-movie-behind.jpg", Buffer.concat([jpeg, Buffer.alloc(5000, "mov ")])),
    { name: "only-the-marks.jpg", bytes: Buffer.from([0xff, 0xd8, 0xff, 0xd9]), expected: "rejected" },
    either("exif-turned-99.jpg", await drawing().withMetadata({ orientation: 8 }).jpeg().toBuffer().then(turnTo99)),
  ];
}

/** Puts 99, which no camera writes, in the place of EXIF's orientation. */
function turnTo99(jpeg: Buffer): Buffer {
  const exif = jpeg.indexOf("Exif\0\0", 0, "latin1") + 6;
  const littleEndian = jpeg.toString("latin1", exif, exif + 2) === "II";
  const tag = Buffer.from(littleEndian ? [0x12, 0x01, 0x03, 0x00] : [0x01, 0x12, 0x00, 0x03]);
  const at = jpeg.indexOf(tag, exif) + 8;
  if (littleEndian) jpeg.writeUInt16LE(99, at);
  else jpeg.writeUInt16BE(99, at);
  return jpeg;
}

async function oddPngs(): Promise<HostileFile[]> {
  const good = await drawing().png().toBuffer();
  const idat = good.indexOf("IDAT", 0, "latin1");
  const wrongSum = Buffer.from(good);
  wrongSum[idat + 20] = (wrongSum[idat + 20] ?? 0) ^ 0xff;
  const black = (name: string, header: Parameters<typeof blackPng>[0], expected: HostileFile["expected"]) => ({
    name,
    bytes: blackPng(header),
    expected,
  });
  return [
    black("30000-square.png", { width: 30_000, height: 30_000, color: 0, depth: 1 }, "rejected"),
    black("16000-square.png", { width: 16_000, height: 16_000, color: 0, depth: 1 }, "either"),
    black(
      "16000-square-interlaced.png",
      { width: 16_000, height: 16_000, color: 2, depth: 8, interlaced: true },
      "either",
    ),
    black("4784192-by-48.png", { width: 4_784_192, height: 48, color: 2, depth: 8 }, "rejected"),
    black("60000-by-1.png", { width: 60_000, height: 1, color: 2, depth: 8 }, "read"),
    black("1-by-60000.png", { width: 1, height: 60_000, color: 2, depth: 8 }, "read"),
    black("one-pixel.png", { width: 1, height: 1, color: 6, depth: 16 }, "read"),
    black("grey-with-alpha.png", { width: 40, height: 30, color: 4, depth: 16 }, "read"),
    {
      name: "no-size.png",
      bytes: png({ width: 0, height: 0, color: 2, depth: 8 }, [chunk("IDAT", Buffer.from([1, 2, 3]))]),
      expected: "rejected",
    },
    {
      name: "palette-missing.png",
      bytes: png({ width: 9, height: 9, color: 3, depth: 8 }, [chunk("IDAT", Buffer.from([1, 2, 3]))]),
      expected: "rejected",
    },
    { name: "wrong-checksum.png", bytes: wrongSum, expected: "either" },
    {
      name: "huge-claim.png",
      bytes: png({ width: 0x7fffffff, height: 0x7fffffff, color: 6, depth: 16 }, []),
      expected: "rejected",
    },
  ];
}

async function otherFormats(jpeg: Buffer): Promise<HostileFile[]> {
  const gif = await drawing().gif().toBuffer();
  const header = gif.subarray(0, 13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1));
  const frame = gif.subarray(header.length, gif.length - 1);
  const cmyk = await drawing().toColourspace("cmyk").jpeg().toBuffer();
  const sixteen = await drawing().toColourspace("rgb16").tiff().toBuffer();
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">
<image width="9" height="9" xlink:href="file:///etc/hostname"/><image width="9" height="9" xlink:href="http://127.0.0.1:9/x.png"/><text>&x;</text></svg>`;
  const lol = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
  const laughs = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">${lol}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l12;</text></svg>`;
  const text = (name: string, content: string) => ({
    name,
    bytes: Buffer.from(content),
    expected: "rejected" as const,
  });
  return [
    {
      name: "without-end.gif",
      bytes: Buffer.concat([header, ...Array.from({ length: 3000 }, () => frame)]),
      expected: "either",
    },
    { name: "claims-16000-square.jpg", bytes: await jpegClaiming16000(), expected: "rejected" },
    { name: "claims-16000-square.gif", bytes: claiming16000(gif), expected: "either" },
    { name: "claims-16383-square.webp", bytes: claiming16383(), expected: "either" },
    { name: "cmyk.jpg", bytes: cmyk, expected: "read" },
    { name: "sixteen-bits.tif", bytes: sixteen, expected: "read" },
    text(
      "drawing.svg",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ),
    text("links-elsewhere.svg", svg),
    text("links-elsewhere.jpg", svg),
    text("laughs.svg", laughs),
    text("laughs.png", laughs),
    text("page.jpg", "<!doctype html><title>404 Not Found</title>"),
    text("document.jpg", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
    text("script.jpg", "#!/bin/sh\necho hello\n"),
    text("magick.jpg", "push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'ephemeral:/etc/passwd'\n"),
    text("portable.ppm", "P3\n1 1\n255\n255 0 0\n"),
    { name: "loops.tif", bytes: loopingTiff(), expected: "rejected" },
    { name: "a-jpeg-in-truth.png", bytes: jpeg, expected: "read" },
    { name: "a-jpeg-in-truth.heic", bytes: jpeg, expected: "read" },
    { name: "without-ending", bytes: jpeg, expected: "read" },
  ];
}

/** A GIF whose frame lies on a canvas of 16,000 × 16,000. */
function claiming16000(gif: Buffer): Buffer {
  const file = Buffer.from(gif);
  file.writeUInt16LE(16_000, 6);
  file.writeUInt16LE(16_000, 8);
  return file;
}

/** A progressive JPEG, which is decoded as a whole, that says it is 16,000 × 16,000. */
async function jpegClaiming16000(): Promise<Buffer> {
  const file = await drawing().jpeg({ progressive: true }).toBuffer();
  const frame = file.indexOf(Buffer.from([0xff, 0xc2]));
  file.writeUInt16BE(16_000, frame + 5);
  file.writeUInt16BE(16_000, frame + 7);
  return file;
}

/** A lossless WebP of 16,383 × 16,383 with nothing after its header. */
function claiming16383(): Buffer {
  const data = Buffer.alloc(12);
  data[0] = 0x2f;
  // 14 bits for each side less one.
  data.writeUInt32LE(16_382 | (16_382 << 14), 1);
  const file = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBPVP8L\0\0\0\0", "latin1"), data]);
  file.writeUInt32LE(file.length - 8, 4);
  file.writeUInt32LE(data.length, 16);
  return file;
}

/** A TIFF whose one directory says that the next is itself. */
function loopingTiff(): Buffer {
  const file = Buffer.alloc(8 + 2 + 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(1, 8);
  file.writeUInt16LE(256, 10);
  file.writeUInt16LE(3, 12);
  file.writeUInt32LE(1, 14);
  file.writeUInt16LE(9, 18);
  file.writeUInt32LE(8, 22);
  return file;
}

function noPictures(jpeg: Buffer): HostileFile[] {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 2654435761) % 251));
  const rejected = (name: string, bytes: Uint8Array) => ({ name, bytes, expected: "rejected" as const });
  return [
    rejected("empty.jpg", Buffer.alloc(0)),
    rejected("one-byte.png", Buffer.from([0x89])),
    rejected("zeros.jpg", Buffer.alloc(10_000)),
    rejected("noise.webp", noise),
    rejected("line-ends-mended.png", Buffer.from("\x89PNG\n\x1a\n", "latin1")),
    rejected("half-first.jpg", jpeg.subarray(Math.floor(jpeg.length / 2))),
  ];
}

function oddNames(jpeg: Buffer): HostileFile[] {
  const names = [
    "line\nbreak.jpg",
    "😀 niña.jpg",
    `${"x".repeat(251)}.jpg`,
    " blanks .jpg",
    "-rf.jpg",
    "a'b\"c$d`e.jpg",
    "back\\slash.jpg",
    "__proto__",
    "%2e%2e.jpg",
    "\u202Egpj.exe.jpg",
    "constructor.jpg",
  ];
  return names.map((name) => ({ name, bytes: jpeg, expected: "read" }));
}
