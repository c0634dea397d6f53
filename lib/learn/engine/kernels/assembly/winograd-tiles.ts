// Winograd's minimal filtering F(2×2, 3×3), as in Lavin and Gray 2016, section 4.1: four neighbours in y come from 4 × 4
// pixels of x by y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A, which takes 16 products of a channel where 36 are direct. Each
// function here does one of the transforms, or its transpose for the gradients, four channels at a time; the sixteen
// elements of a transformed tile lie `pitch` bytes apart.

/** Bᵀ x B of 4 × 4 pixels, the rows of which lie `rowSize` bytes apart. */
export function transformInput(x: usize, rowSize: usize, channels: i32, to: usize, pitch: usize): void {
  const pixel: usize = channels * 4;
  const row1 = rowSize;
  const row2 = 2 * rowSize;
  const row3 = 3 * rowSize;
  // Written out, since a function that is called four times is not inlined.
  for (; channels > 0; channels -= 4) {
    const x00 = v128.load(x);
    const x10 = v128.load(x + row1);
    const x20 = v128.load(x + row2);
    const x30 = v128.load(x + row3);
    const x01 = v128.load(x + pixel);
    const x11 = v128.load(x + row1 + pixel);
    const x21 = v128.load(x + row2 + pixel);
    const x31 = v128.load(x + row3 + pixel);
    const x02 = v128.load(x + 2 * pixel);
    const x12 = v128.load(x + row1 + 2 * pixel);
    const x22 = v128.load(x + row2 + 2 * pixel);
    const x32 = v128.load(x + row3 + 2 * pixel);
    const x03 = v128.load(x + 3 * pixel);
    const x13 = v128.load(x + row1 + 3 * pixel);
    const x23 = v128.load(x + row2 + 3 * pixel);
    const x33 = v128.load(x + row3 + 3 * pixel);
    let t0 = f32x4.sub(x00, x20);
    let t1 = f32x4.sub(x01, x21);
    let t2 = f32x4.sub(x02, x22);
    let t3 = f32x4.sub(x03, x23);
    v128.store(to, f32x4.sub(t0, t2));
    v128.store(to + pitch, f32x4.add(t1, t2));
    v128.store(to + 2 * pitch, f32x4.sub(t2, t1));
    v128.store(to + 3 * pitch, f32x4.sub(t1, t3));
    t0 = f32x4.add(x10, x20);
    t1 = f32x4.add(x11, x21);
    t2 = f32x4.add(x12, x22);
    t3 = f32x4.add(x13, x23);
    v128.store(to + 4 * pitch, f32x4.sub(t0, t2));
    v128.store(to + 5 * pitch, f32x4.add(t1, t2));
    v128.store(to + 6 * pitch, f32x4.sub(t2, t1));
    v128.store(to + 7 * pitch, f32x4.sub(t1, t3));
    t0 = f32x4.sub(x20, x10);
    t1 = f32x4.sub(x21, x11);
    t2 = f32x4.sub(x22, x12);
    t3 = f32x4.sub(x23, x13);
    v128.store(to + 8 * pitch, f32x4.sub(t0, t2));
    v128.store(to + 9 * pitch, f32x4.add(t1, t2));
    v128.store(to + 10 * pitch, f32x4.sub(t2, t1));
    v128.store(to + 11 * pitch, f32x4.sub(t1, t3));
    t0 = f32x4.sub(x10, x30);
    t1 = f32x4.sub(x11, x31);
    t2 = f32x4.sub(x12, x32);
    t3 = f32x4.sub(x13, x33);
    v128.store(to + 12 * pitch, f32x4.sub(t0, t2));
    v128.store(to + 13 * pitch, f32x4.add(t1, t2));
    v128.store(to + 14 * pitch, f32x4.sub(t2, t1));
    v128.store(to + 15 * pitch, f32x4.sub(t1, t3));
    x += 16;
    to += 16;
  }
}

/** Aᵀ m A: 2 × 2 pixels of y, the rows of which lie `rowSize` bytes apart; `rows` and `columns` of them are wanted. */
export function transformOutput(
  m: usize,
  pitch: usize,
  y: usize,
  rowSize: usize,
  channels: i32,
  rows: i32,
  columns: i32,
): void {
  const pixel: usize = channels * 4;
  for (; channels > 0; channels -= 4) {
    let upper0 = v128.load(m);
    let upper1 = v128.load(m + pitch);
    let upper2 = v128.load(m + 2 * pitch);
    let upper3 = v128.load(m + 3 * pitch);
    let lower0 = v128.load(m + 4 * pitch);
    let lower1 = v128.load(m + 5 * pitch);
    let lower2 = v128.load(m + 6 * pitch);
    let lower3 = v128.load(m + 7 * pitch);
    upper0 = f32x4.add(upper0, lower0);
    upper1 = f32x4.add(upper1, lower1);
    upper2 = f32x4.add(upper2, lower2);
    upper3 = f32x4.add(upper3, lower3);
    const third0 = v128.load(m + 8 * pitch);
    const third1 = v128.load(m + 9 * pitch);
    const third2 = v128.load(m + 10 * pitch);
    const third3 = v128.load(m + 11 * pitch);
    upper0 = f32x4.add(upper0, third0);
    upper1 = f32x4.add(upper1, third1);
    upper2 = f32x4.add(upper2, third2);
    upper3 = f32x4.add(upper3, third3);
    lower0 = f32x4.sub(f32x4.sub(lower0, third0), v128.load(m + 12 * pitch));
    lower1 = f32x4.sub(f32x4.sub(lower1, third1), v128.load(m + 13 * pitch));
    lower2 = f32x4.sub(f32x4.sub(lower2, third2), v128.load(m + 14 * pitch));
    lower3 = f32x4.sub(f32x4.sub(lower3, third3), v128.load(m + 15 * pitch));
    v128.store(y, f32x4.add(f32x4.add(upper0, upper1), upper2));
    if (columns === 2) v128.store(y + pixel, f32x4.sub(f32x4.sub(upper1, upper2), upper3));
    if (rows === 2) {
      v128.store(y + rowSize, f32x4.add(f32x4.add(lower0, lower1), lower2));
      if (columns === 2) v128.store(y + rowSize + pixel, f32x4.sub(f32x4.sub(lower1, lower2), lower3));
    }
    m += 16;
    y += 16;
  }
}

/** A dy Aᵀ of 2 × 2 pixels, of which those beyond `rows` and `columns` are 0. Channels go to panels of 8, `panelSize` apart. */
export function transformOutputGradient(
  dy: usize,
  rowSize: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  to: usize,
  pitch: usize,
  panelSize: usize,
): void {
  const pixel: usize = channels * 4;
  const zero = f32x4.splat(0);
  for (let channel = 0; channel < channels; channel += 4) {
    const g00 = v128.load(dy);
    const g01 = columns === 2 ? v128.load(dy + pixel) : zero;
    const g10 = rows === 2 ? v128.load(dy + rowSize) : zero;
    const g11 = rows === 2 && columns === 2 ? v128.load(dy + rowSize + pixel) : zero;
    const at = to + (channel >> 3) * panelSize + (channel & 4) * 4;
    v128.store(at, g00);
    v128.store(at + pitch, f32x4.add(g00, g01));
    v128.store(at + 2 * pitch, f32x4.sub(g00, g01));
    v128.store(at + 3 * pitch, f32x4.neg(g01));
    const sum0 = f32x4.add(g00, g10);
    const sum1 = f32x4.add(g01, g11);
    v128.store(at + 4 * pitch, sum0);
    v128.store(at + 5 * pitch, f32x4.add(sum0, sum1));
    v128.store(at + 6 * pitch, f32x4.sub(sum0, sum1));
    v128.store(at + 7 * pitch, f32x4.neg(sum1));
    const difference0 = f32x4.sub(g00, g10);
    const difference1 = f32x4.sub(g01, g11);
    v128.store(at + 8 * pitch, difference0);
    v128.store(at + 9 * pitch, f32x4.add(difference0, difference1));
    v128.store(at + 10 * pitch, f32x4.sub(difference0, difference1));
    v128.store(at + 11 * pitch, f32x4.neg(difference1));
    const last0 = f32x4.neg(g10);
    const last1 = f32x4.neg(g11);
    v128.store(at + 12 * pitch, last0);
    v128.store(at + 13 * pitch, f32x4.add(last0, last1));
    v128.store(at + 14 * pitch, f32x4.sub(last0, last1));
    v128.store(at + 15 * pitch, f32x4.neg(last1));
    dy += 16;
  }
}
