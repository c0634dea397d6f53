import { copyFloats, zeroFloats } from "./floats";
import { free, malloc } from "./heap";
import { packPanels, packTransposed, panelsSize } from "./panels";
import { multiplyColumns, multiplyRows, TILE } from "./product";

// A block of B, packed, and eight rows of A stay in the first and second cache.
const DEPTH: i32 = 512;
const COLUMNS: i32 = 256;

/**
 * C [m × n] = A · B. A is [m × k], or [k × m] where it is to be transposed, and B [k × n], or [n × k]. Each element is
 * summed in the order of k, in blocks of 512.
 */
export function matrixProduct(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  transposeA: bool,
  transposeB: bool,
): void {
  const depthBlock = min(k, DEPTH);
  const columnBlock = min(n, COLUMNS);
  // Eight rows a power of two apart would share their places in the cache.
  const rowPitch: usize = transposeA ? 32 : (depthBlock + 16) * 4;
  const groupSize: usize = transposeA ? (depthBlock + 1) * 32 : 8 * rowPitch;
  const tile = malloc(TILE + groupSize + panelsSize(depthBlock, columnBlock));
  const group = tile + TILE;
  const panels = group + groupSize;
  if (k === 0) zeroFloats(c, m * n);
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(k - k0, DEPTH);
    for (let column = 0; column < n; column += COLUMNS) {
      const columns = min(n - column, COLUMNS);
      if (transposeB) packTransposed(b + (column * k + k0) * 4, k * 4, depth, columns, panels);
      else packPanels(b + (k0 * n + column) * 4, n * 4, depth, columns, panels);
      for (let row = 0; row < m; row += 8) {
        const rows = min(m - row, 8);
        const to = c + (row * n + column) * 4;
        if (transposeA) {
          for (let i = 0; i < depth; i++) copyFloats(group + i * 32, a + ((k0 + i) * m + row) * 4, rows);
          zeroFloats(group + depth * 32, 8);
          multiplyColumns(group, rowPitch, rows, panels, depth, to, n * 4, columns, k0 > 0, tile);
        } else {
          for (let i = 0; i < rows; i++) {
            copyFloats(group + i * rowPitch, a + ((row + i) * k + k0) * 4, depth);
            store<f32>(group + i * rowPitch + depth * 4, 0);
          }
          multiplyRows(group, rowPitch, rows, panels, depth, to, n * 4, columns, k0 > 0, tile);
        }
      }
    }
  }
  free(tile);
}
