// Where tiles of 2 × 2 out pixels lie in pictures, and their transforms there. An odd size ends with half a tile.
import { copyFloats, zeroFloats } from "./floats";
import { Geometry } from "./geometry";
import { transformInput, transformOutput, transformOutputGradient } from "./winograd-tiles";

function rowsOfTiles(g: Geometry): i32 {
  return (g.outHeight + 1) / 2;
}

function columnsOfTiles(g: Geometry): i32 {
  return (g.outWidth + 1) / 2;
}

/** Tiles of all pictures, row by row. */
export function tileCount(g: Geometry): i32 {
  return g.pictures * rowsOfTiles(g) * columnsOfTiles(g);
}

/** Transforms the 4 × 4 pixels of x under a tile; `corner` is room for those at an edge, with the zeros beyond it. */
export function inputTile(x: usize, g: Geometry, tile: i32, corner: usize, to: usize, pitch: usize): void {
  const line = tile / columnsOfTiles(g);
  const picture = line / rowsOfTiles(g);
  const top = (line - picture * rowsOfTiles(g)) * 2 - g.top;
  const left = (tile - line * columnsOfTiles(g)) * 2 - g.left;
  const pixel: usize = g.inChannels * 4;
  const rowSize: usize = g.inWidth * pixel;
  const from = x + (picture * g.inHeight + top) * rowSize + left * pixel;
  if (top >= 0 && left >= 0 && top + 4 <= g.inHeight && left + 4 <= g.inWidth) {
    transformInput(from, rowSize, g.inChannels, to, pitch);
    return;
  }
  let at = corner;
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const isInside = top + row >= 0 && top + row < g.inHeight && left + column >= 0 && left + column < g.inWidth;
      if (isInside) copyFloats(at, from + row * rowSize + column * pixel, g.inChannels);
      else zeroFloats(at, g.inChannels);
      at += pixel;
    }
  }
  transformInput(corner, 4 * pixel, g.inChannels, to, pitch);
}

/** Transforms a product back, to the out pixels of a tile. */
export function outputTile(m: usize, pitch: usize, y: usize, g: Geometry, tile: i32): void {
  const line = tile / columnsOfTiles(g);
  const picture = line / rowsOfTiles(g);
  const row = (line - picture * rowsOfTiles(g)) * 2;
  const column = (tile - line * columnsOfTiles(g)) * 2;
  const pixel: usize = g.outChannels * 4;
  const rowSize: usize = g.outWidth * pixel;
  const to = y + (picture * g.outHeight + row) * rowSize + column * pixel;
  transformOutput(m, pitch, to, rowSize, g.outChannels, min(g.outHeight - row, 2), min(g.outWidth - column, 2));
}

/** Transforms the gradients of a tile's out pixels, to panels of 8 channels, `panelSize` bytes apart. */
export function outputGradientTile(dy: usize, g: Geometry, tile: i32, to: usize, pitch: usize, panelSize: usize): void {
  const line = tile / columnsOfTiles(g);
  const picture = line / rowsOfTiles(g);
  const row = (line - picture * rowsOfTiles(g)) * 2;
  const column = (tile - line * columnsOfTiles(g)) * 2;
  const pixel: usize = g.outChannels * 4;
  const rowSize: usize = g.outWidth * pixel;
  const from = dy + (picture * g.outHeight + row) * rowSize + column * pixel;
  const rows = min(g.outHeight - row, 2);
  const columns = min(g.outWidth - column, 2);
  transformOutputGradient(from, rowSize, g.outChannels, rows, columns, to, pitch, panelSize);
}
