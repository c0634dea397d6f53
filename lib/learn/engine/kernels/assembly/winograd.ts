// 3 × 3 convolutions with many channels, and their gradients, by Winograd's minimal filtering: winograd-tiles.ts. Tiles of
// 2 × 2 out pixels go through it in blocks whose transforms stay in the second cache.
import { zeroFloats } from "./floats";
import { Geometry } from "./geometry";
import { free, malloc } from "./heap";
import { multiplyColumns, multiplyRows, TILE } from "./product";
import { transformFilter, transformFilterGradient } from "./winograd-filter";
import { inputTile, outputGradientTile, outputTile, tileCount } from "./winograd-places";

/** Tiles in a block. */
const BLOCK: i32 = 64;

/** Whether it is faster here; that depends on no number of pictures, so that a picture's y is the same in any batch. */
export function suitsWinograd(g: Geometry): bool {
  return (
    g.filterHeight === 3 &&
    g.filterWidth === 3 &&
    g.strideHeight === 1 &&
    g.strideWidth === 1 &&
    g.dilationHeight === 1 &&
    g.dilationWidth === 1 &&
    g.inChannels >= 16 &&
    g.outChannels >= 16 &&
    g.inChannels % 8 === 0 &&
    g.outChannels % 8 === 0 &&
    g.outHeight > 1 &&
    g.outWidth > 1
  );
}

/** The convolution that computes another's input gradient from dy, with the filter turned. `to` is room for it. */
export function turnedGeometry(g: Geometry, to: usize): Geometry {
  memory.copy(to, changetype<usize>(g), offsetof<Geometry>());
  const turned = changetype<Geometry>(to);
  turned.inHeight = g.outHeight;
  turned.inWidth = g.outWidth;
  turned.inChannels = g.outChannels;
  turned.outHeight = g.inHeight;
  turned.outWidth = g.inWidth;
  turned.outChannels = g.inChannels;
  turned.top = g.filterHeight - 1 - g.top;
  turned.left = g.filterWidth - 1 - g.left;
  return turned;
}

export function winogradConvolve(x: usize, filter: usize, y: usize, g: Geometry, turned: bool): void {
  const inPitch: usize = BLOCK * g.inChannels * 4;
  const outPitch: usize = BLOCK * g.outChannels * 4;
  const panelsPitch: usize = g.inChannels * g.outChannels * 4;
  const tile = malloc(TILE + 16 * (usize(g.inChannels) * 4 + inPitch + outPitch + panelsPitch));
  const corner = tile + TILE;
  const ins = corner + 16 * g.inChannels * 4;
  const outs = ins + 16 * inPitch;
  const panels = outs + 16 * outPitch;
  transformFilter(filter, g, turned, panels);
  const total = tileCount(g);
  for (let first = 0; first < total; first += BLOCK) {
    const count = min(total - first, BLOCK);
    for (let each = 0; each < count; each++) {
      inputTile(x, g, first + each, corner, ins + each * g.inChannels * 4, inPitch);
    }
    for (let element = 0; element < 16; element++) {
      for (let row = 0; row < count; row += 8) {
        const a = ins + element * inPitch + row * g.inChannels * 4;
        const c = outs + element * outPitch + row * g.outChannels * 4;
        const b = panels + element * panelsPitch;
        // Rows beyond the count are room that nobody reads.
        multiplyRows(a, g.inChannels * 4, 8, b, g.inChannels, c, g.outChannels * 4, g.outChannels, false, tile);
      }
    }
    for (let each = 0; each < count; each++) {
      outputTile(outs + each * g.outChannels * 4, outPitch, y, g, first + each);
    }
  }
  free(tile);
}

export function winogradFilterGradient(x: usize, dy: usize, dFilter: usize, g: Geometry): void {
  const inPitch: usize = BLOCK * g.inChannels * 4;
  const outPitch: usize = BLOCK * g.outChannels * 4;
  const sumPitch: usize = g.inChannels * g.outChannels * 4;
  const tile = malloc(TILE + 16 * (usize(g.inChannels) * 4 + inPitch + outPitch + sumPitch));
  const corner = tile + TILE;
  const ins = corner + 16 * g.inChannels * 4;
  const panels = ins + 16 * inPitch;
  const sum = panels + 16 * outPitch;
  zeroFloats(sum, i32(16 * sumPitch) / 4);
  const total = tileCount(g);
  for (let first = 0; first < total; first += BLOCK) {
    const count = min(total - first, BLOCK);
    const depth = (count + 1) & ~1;
    for (let each = 0; each < count; each++) {
      inputTile(x, g, first + each, corner, ins + each * g.inChannels * 4, inPitch);
      outputGradientTile(dy, g, first + each, panels + each * 32, outPitch, depth * 32);
    }
    if (depth > count) fillUp(ins, inPitch, panels, outPitch, count, g);
    for (let element = 0; element < 16; element++) {
      for (let row = 0; row < g.inChannels; row += 8) {
        const a = ins + element * inPitch + row * 4;
        const c = sum + element * sumPitch + row * g.outChannels * 4;
        const b = panels + element * outPitch;
        multiplyColumns(a, g.inChannels * 4, 8, b, count, c, g.outChannels * 4, g.outChannels, true, tile);
      }
    }
  }
  transformFilterGradient(sum, dFilter, g);
  free(tile);
}

/** A product takes two tiles at once: an odd last one is followed by one of zeros. */
function fillUp(ins: usize, inPitch: usize, panels: usize, outPitch: usize, count: i32, g: Geometry): void {
  for (let element = 0; element < 16; element++) {
    zeroFloats(ins + element * inPitch + count * g.inChannels * 4, g.inChannels);
    for (let panel = 0; panel < g.outChannels / 8; panel++) {
      zeroFloats(panels + element * outPitch + (panel * (count + 1) + count) * 32, 8);
    }
  }
}
