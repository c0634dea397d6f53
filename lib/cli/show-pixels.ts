import type { Manifest } from "../artifact/manifest.js";
import { readPixels } from "../artifact/pixels.js";
import { formatCount } from "../count.js";
import { contactSheet, type Tile } from "../image/contact-sheet.js";
import { toBytes } from "../image/depth.js";
import type { Store } from "../store/store.js";
import { writeSheet } from "./sheets.js";

const TILES = 60;

/** What pixels are, and where a contact sheet of some of the pictures was written, each with its class and its name. */
export async function describePixels(
  name: string,
  manifest: Manifest,
  classes: ReadonlyMap<string, string>,
  store: Store,
): Promise<readonly string[]> {
  const { width, height, channels, dtype, rows, each } = readPixels(manifest, store.objects);
  const step = Math.max(1, Math.floor(rows / TILES));
  const tiles: Tile[] = [];
  let index = 0;
  for await (const { id, data } of each()) {
    if (index++ % step !== 0 || tiles.length >= TILES) continue;
    const pixels = toBytes({ width, height, channels: channels === 1 ? 1 : 3, data });
    const file = id.split("/").at(-1) ?? id;
    tiles.push({ pixels, captions: classes.size === 0 ? [file] : [classes.get(id) ?? "", file] });
  }
  const path = await writeSheet(`${name}.png`, await contactSheet(tiles), store);
  const unit = dtype === "uint8" ? "one byte" : "one double, 0 to 1,";
  return [
    `  ${width}×${height}, ${channels === 1 ? "grey" : "RGB"}, ${unit} a channel`,
    `  contact sheet of ${formatCount(tiles.length)}: ${path}`,
  ];
}
