// Rows of a matrix and one row that is added to each, such as a bias, and their sum, its gradient.
import { zeroFloats } from "./floats";
import { relu } from "./relu";

/** y [rows × columns] = x + row. */
export function addRow(x: usize, row: usize, y: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      v128.store(y, f32x4.add(v128.load(x), v128.load(row + column * 4)));
      x += 16;
      y += 16;
    }
    for (; column < columns; column++) {
      store<f32>(y, load<f32>(x) + load<f32>(row + column * 4));
      x += 4;
      y += 4;
    }
  }
}

/** Adds the bias [columns], where the pointer isn't 0, to each row in place; then cuts off at 0, where `cut` says so. */
export function finishRows(y: usize, rows: i32, columns: i32, bias: usize, cut: bool): void {
  if (bias !== 0) addRow(y, bias, y, rows, columns);
  if (cut) relu(y, y, rows * columns);
}

/**
 * sum [columns] = Σ over rows of x [rows × columns], over `divisor`: of blocks of rows that are summed by themselves, as many as a block
 * has rows, so that a long sum keeps its digits.
 */
export function sumRows(x: usize, sum: usize, rows: i32, columns: i32, divisor: f32): void {
  zeroFloats(sum, columns);
  const pitch: usize = columns * 4;
  const block = max(64, <i32>sqrt<f64>(rows));
  for (; rows > 0; rows -= block) {
    const count = min(rows, block);
    let column = 0;
    for (; column + 16 <= columns; column += 16) sumSixteen(x + column * 4, pitch, count, sum + column * 4);
    for (; column + 4 <= columns; column += 4) {
      let total = f32x4.splat(0);
      for (let row = 0; row < count; row++) total = f32x4.add(total, v128.load(x + column * 4 + row * pitch));
      v128.store(sum + column * 4, f32x4.add(v128.load(sum + column * 4), total));
    }
    for (; column < columns; column++) {
      let total: f32 = 0;
      for (let row = 0; row < count; row++) total += load<f32>(x + column * 4 + row * pitch);
      store<f32>(sum + column * 4, load<f32>(sum + column * 4) + total);
    }
    x += block * pitch;
  }
  if (divisor === 1) return;
  for (let column = 0; column < columns; column++) store<f32>(sum + column * 4, load<f32>(sum + column * 4) / divisor);
}

/** Adds sixteen columns' totals to `sum`. */
function sumSixteen(x: usize, pitch: usize, rows: i32, sum: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (; rows > 0; rows--) {
    s0 = f32x4.add(s0, v128.load(x));
    s1 = f32x4.add(s1, v128.load(x, 16));
    s2 = f32x4.add(s2, v128.load(x, 32));
    s3 = f32x4.add(s3, v128.load(x, 48));
    x += pitch;
  }
  v128.store(sum, f32x4.add(v128.load(sum), s0));
  v128.store(sum, f32x4.add(v128.load(sum, 16), s1), 16);
  v128.store(sum, f32x4.add(v128.load(sum, 32), s2), 32);
  v128.store(sum, f32x4.add(v128.load(sum, 48), s3), 48);
}
