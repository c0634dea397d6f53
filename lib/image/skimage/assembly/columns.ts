// Of a weight in units of 2⁻⁴⁴: the value of its third piece is 1, its second's 2¹⁵, its first's 2³⁰. A byte is 255ths.
const UNIT: f64 = 1.0 / (255.0 * 17592186044416.0);
const FIRST: f64 = 1073741824.0 * UNIT;
const SECOND: f64 = 32768.0 * UNIT;

/**
 * One output row: `out[x] = Σ weight · rows[tap][x]`, bytes to doubles in 0…1, over `pairs` of taps in rows `pitch` bytes
 * apart, for `columns` columns, a multiple of eight. A pair's weights are three times two 16-bit pieces. Sums of products are
 * whole numbers, so they are exact as long as they fit in 31 bits: at most 256 taps a call. With `more`, adds to `out`.
 */
export function filterColumns(
  rows: usize,
  pitch: usize,
  pairs: i32,
  weights: usize,
  out: usize,
  columns: i32,
  more: bool,
): void {
  for (let x: i32 = 0; x < columns; x += 8) {
    let at = rows + <usize>x;
    let weight = weights;
    let first0 = i32x4.splat(0);
    let first1 = i32x4.splat(0);
    let second0 = i32x4.splat(0);
    let second1 = i32x4.splat(0);
    let third0 = i32x4.splat(0);
    let third1 = i32x4.splat(0);
    for (let pair: i32 = 0; pair < pairs; pair++) {
      // Bytes of two rows in turn, so that one instruction multiplies and adds both.
      const both = i8x16.shuffle(
        v128.load64_zero(at),
        v128.load64_zero(at + pitch),
        0,
        16,
        1,
        17,
        2,
        18,
        3,
        19,
        4,
        20,
        5,
        21,
        6,
        22,
        7,
        23,
      );
      const low = i16x8.extend_low_i8x16_u(both);
      const high = i16x8.extend_high_i8x16_u(both);
      const a = v128.load32_splat(weight);
      const b = v128.load32_splat(weight, 4);
      const c = v128.load32_splat(weight, 8);
      first0 = i32x4.add(first0, i32x4.dot_i16x8_s(low, a));
      first1 = i32x4.add(first1, i32x4.dot_i16x8_s(high, a));
      second0 = i32x4.add(second0, i32x4.dot_i16x8_s(low, b));
      second1 = i32x4.add(second1, i32x4.dot_i16x8_s(high, b));
      third0 = i32x4.add(third0, i32x4.dot_i16x8_s(low, c));
      third1 = i32x4.add(third1, i32x4.dot_i16x8_s(high, c));
      at += 2 * pitch;
      weight += 12;
    }
    const to = out + <usize>x * 8;
    put(to, first0, second0, third0, more);
    put(to + 32, first1, second1, third1, more);
  }
}

function put(to: usize, first: v128, second: v128, third: v128, more: bool): void {
  putTwo(to, first, second, third, more);
  putTwo(to + 16, upper(first), upper(second), upper(third), more);
}

function putTwo(to: usize, first: v128, second: v128, third: v128, more: bool): void {
  let sum = f64x2.mul(f64x2.convert_low_i32x4_s(third), f64x2.splat(UNIT));
  sum = f64x2.add(sum, f64x2.mul(f64x2.convert_low_i32x4_s(second), f64x2.splat(SECOND)));
  sum = f64x2.add(sum, f64x2.mul(f64x2.convert_low_i32x4_s(first), f64x2.splat(FIRST)));
  if (more) sum = f64x2.add(sum, v128.load(to));
  v128.store(to, sum);
}

function upper(value: v128): v128 {
  return i64x2.shuffle(value, value, 1, 0);
}
