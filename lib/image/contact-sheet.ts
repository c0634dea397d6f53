import sharp from "sharp";
import type { Pixels } from "./pixels.js";

export interface Tile {
  readonly pixels: Pixels;
  /** Printed below the picture, a line each, cut where it is too long; the first stands out where there are more. */
  readonly captions: readonly string[];
}

export interface SheetLayout {
  /** Pictures in a row. */
  readonly columns?: number;
  /** Longest side of a picture, in pixels. */
  readonly tile?: number;
}

const GAP = 8;
const CAPTION = 14;

/** Pictures in rows with captions below each, as a PNG file's bytes. Each picture keeps its proportions. */
export async function contactSheet(
  tiles: readonly Tile[],
  { columns = 8, tile = 96 }: SheetLayout = {},
): Promise<Uint8Array> {
  const across = Math.max(1, Math.min(columns, tiles.length));
  const down = Math.max(1, Math.ceil(tiles.length / across));
  const width = GAP + across * (tile + GAP);
  const lines = Math.max(0, ...tiles.map(({ captions }) => captions.length));
  const room = lines * CAPTION + GAP / 2;
  const height = GAP + down * (tile + room + GAP);
  const places = tiles.map((_, index) => ({
    left: GAP + (index % across) * (tile + GAP),
    top: GAP + Math.floor(index / across) * (tile + room + GAP),
  }));
  const pictures = await Promise.all(
    tiles.map(async ({ pixels }, index) => {
      const input = await thumbnail(pixels, tile);
      return { input, left: places[index]?.left ?? 0, top: places[index]?.top ?? 0 };
    }),
  );
  const captions = tiles.flatMap((one, index) => {
    const { left = 0, top = 0 } = places[index] ?? {};
    return one.captions.map((caption, line) => {
      const short = shorten(caption, Math.floor(tile / 6.2));
      const weight = line === 0 && one.captions.length > 1 ? ' font-weight="bold"' : "";
      const y = top + tile + 13 + line * CAPTION;
      return `<text x="${left + tile / 2}" y="${y}" text-anchor="middle"${weight}>${escapeXml(short)}</text>`;
    });
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="sans-serif" font-size="11" fill="#222">${captions.join("")}</g></svg>`;
  return await sharp({ create: { width, height, channels: 3, background: "#ffffff" } })
    .composite([...pictures, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** A square of `side` pixels on light grey, the picture in its middle; small pictures are enlarged without smoothing. */
async function thumbnail({ width, height, channels, data }: Pixels, side: number): Promise<Buffer> {
  const kernel = Math.max(width, height) < side ? "nearest" : "lanczos3";
  return await sharp(data, { raw: { width, height, channels } })
    .toColourspace("srgb")
    .resize(side, side, { fit: "contain", background: "#eeeeee", kernel })
    .png()
    .toBuffer();
}

function shorten(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, Math.max(1, length - 1)).join("")}…`;
}

function escapeXml(text: string): string {
  const named: { readonly [letter: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
  };
  const legal = text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
  return legal.replace(/[&<>"']/g, (letter) => named[letter] ?? letter);
}
