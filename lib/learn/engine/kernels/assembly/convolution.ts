// Convolutions of every size, stride, dilation and padding, and their gradients: matrix products with patches.
import { copyFloats, zeroFloats } from "./floats";
import { Geometry, isPointwise, outPixels, patchSize } from "./geometry";
import { free, malloc } from "./heap";
import { evenDepth, packPanels, packTransposed, panelsSize } from "./panels";
import { evenPitch, gatherPatches, oddPitch, scatterPatches } from "./patches";
import { multiplyColumns, multiplyRows, TILE } from "./product";
import { finishRows } from "./rows";
import { suitsWinograd, turnedGeometry, winogradConvolve, winogradFilterGradient } from "./winograd";

/**
 * y = x convolved with the filter [filterHeight, filterWidth, inChannels, outChannels]; then the bias [outChannels] is
 * added, where the pointer isn't 0, and what is below 0 set to 0, where `cut` says so.
 */
export function convolve(x: usize, filter: usize, y: usize, g: Geometry, bias: usize, cut: bool): void {
  if (suitsWinograd(g)) {
    winogradConvolve(x, filter, y, g, false);
    finishRows(y, outPixels(g), g.outChannels, bias, cut);
    return;
  }
  const depth = patchSize(g);
  const columns = g.outChannels;
  const pitch = evenPitch(g);
  const tile = malloc(TILE + 8 * pitch + panelsSize(depth, columns));
  const patches = tile + TILE;
  const panels = patches + 8 * pitch;
  packPanels(filter, columns * 4, depth, columns, panels);
  zeroFloats(patches, 8 * evenDepth(depth));
  const total = outPixels(g);
  const inPlace = isPointwise(g) && depth % 2 === 0;
  for (let first = 0; first < total; first += 8) {
    const count = min(total - first, 8);
    let a = x + first * pitch;
    if (!inPlace || count < 8) {
      a = patches;
      gatherPatches(x, g, first, count, patches, pitch);
    }
    multiplyRows(a, pitch, count, panels, depth, y, columns * 4, columns, false, tile);
    finishRows(y, count, columns, bias, cut);
    y += count * columns * 4;
  }
  free(tile);
}

/** dx: each out pixel's gradient times the filter, transposed, is the gradient of its patch. */
export function convolutionInputGradient(dy: usize, filter: usize, dx: usize, g: Geometry): void {
  if (suitsWinograd(g)) {
    const room = malloc(offsetof<Geometry>());
    winogradConvolve(dy, filter, dx, turnedGeometry(g, room), true);
    free(room);
    return;
  }
  const depth = g.outChannels;
  const columns = patchSize(g);
  const pitch: usize = columns * 4;
  const dyPitch: usize = evenDepth(depth) * 4;
  const tile = malloc(TILE + 8 * dyPitch + 8 * pitch + panelsSize(depth, columns));
  const rows = tile + TILE;
  const patches = rows + 8 * dyPitch;
  const panels = patches + 8 * pitch;
  packTransposed(filter, depth * 4, depth, columns, panels);
  zeroFloats(rows, 8 * evenDepth(depth));
  const total = outPixels(g);
  const pointwise = isPointwise(g);
  if (!pointwise) memory.fill(dx, 0, g.pictures * g.inHeight * g.inWidth * g.inChannels * 4);
  for (let first = 0; first < total; first += 8) {
    const count = min(total - first, 8);
    let a = dy + first * depth * 4;
    if (count < 8 || depth % 2 !== 0) {
      for (let row = 0; row < count; row++) copyFloats(rows + row * dyPitch, a + row * depth * 4, depth);
      a = rows;
    }
    const to = pointwise ? dx + first * pitch : patches;
    multiplyRows(a, dyPitch, count, panels, depth, to, pitch, columns, false, tile);
    if (!pointwise) scatterPatches(dx, g, first, count, patches, pitch);
  }
  free(tile);
}

/** dFilter: the sum, over out pixels, of a patch times the gradient there. */
export function convolutionFilterGradient(x: usize, dy: usize, dFilter: usize, g: Geometry): void {
  if (suitsWinograd(g)) {
    winogradFilterGradient(x, dy, dFilter, g);
    return;
  }
  const rows = patchSize(g);
  const columns = g.outChannels;
  const pitch = oddPitch(g);
  const total = outPixels(g);
  // As many pixels as leave their patches in the second cache.
  const block = min(max(131072 / i32(pitch), 32), 256);
  const tile = malloc(TILE + (block + 1) * pitch + panelsSize(block, columns));
  const patches = tile + TILE;
  const panels = patches + (block + 1) * pitch;
  zeroFloats(dFilter, rows * columns);
  for (let first = 0; first < total; first += block) {
    const count = min(total - first, block);
    gatherPatches(x, g, first, count, patches, pitch);
    zeroFloats(patches + count * pitch, i32(pitch) / 4);
    packPanels(dy + first * columns * 4, columns * 4, count, columns, panels);
    for (let row = 0; row < rows; row += 8) {
      const to = dFilter + row * columns * 4;
      const from = patches + row * 4;
      multiplyColumns(from, pitch, min(rows - row, 8), panels, count, to, columns * 4, columns, true, tile);
    }
  }
  free(tile);
}
