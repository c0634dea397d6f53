// Matrix products over packed panels, tile by tile.
import { columnsTile } from "./columns-tile";
import { addFloats, copyFloats } from "./floats";
import { evenDepth } from "./panels";
import { rowsTile } from "./rows-tile";

/** Bytes of a tile by itself, [8 × 8], for what overlaps C's edges or is added to it. */
export const TILE: usize = 256;

/**
 * C [rows × columns] = A · B, or C += A · B, where there are at most 8 rows. A can be read as [8 × even depth]: rows
 * that are too many may hold anything, a column that is too many is 0. Pitches are in bytes.
 */
export function multiplyRows(
  a: usize,
  aPitch: usize,
  rows: i32,
  panels: usize,
  depth: i32,
  c: usize,
  cPitch: usize,
  columns: i32,
  add: bool,
  tile: usize,
): void {
  depth = evenDepth(depth);
  for (; columns > 0; columns -= 8) {
    if (rows === 8 && columns >= 8 && !add) {
      rowsTile(a, aPitch, panels, depth, c, cPitch);
    } else {
      rowsTile(a, aPitch, panels, depth, tile, 32);
      takeTile(tile, c, cPitch, rows, min(columns, 8), add);
    }
    panels += depth * 32;
    c += 32;
  }
}

/** As `multiplyRows`, with Aᵀ for A: A can be read as [even depth × 8]. */
export function multiplyColumns(
  a: usize,
  aPitch: usize,
  rows: i32,
  panels: usize,
  depth: i32,
  c: usize,
  cPitch: usize,
  columns: i32,
  add: bool,
  tile: usize,
): void {
  depth = evenDepth(depth);
  for (; columns > 0; columns -= 8) {
    if (rows === 8 && columns >= 8 && !add) {
      columnsTile(a, aPitch, panels, depth, c, cPitch);
    } else {
      columnsTile(a, aPitch, panels, depth, tile, 32);
      takeTile(tile, c, cPitch, rows, min(columns, 8), add);
    }
    panels += depth * 32;
    c += 32;
  }
}

function takeTile(tile: usize, c: usize, cPitch: usize, rows: i32, columns: i32, add: bool): void {
  for (let row = 0; row < rows; row++) {
    if (add) addFloats(c, tile, columns);
    else copyFloats(c, tile, columns);
    tile += 32;
    c += cPitch;
  }
}
