/**
 * One tile of a matrix product, C [8 × 8] = A · B: the rows of A [8 × depth] and of C lie `aPitch` and `cPitch` bytes
 * apart, and B is a panel, [depth × 8]. The depth is even.
 *
 * Sixteen sums are kept in registers, so that each value that is loaded is used eight times. V8 keeps them there only
 * where nothing but their stores follows the loop: with a last odd step, or a choice whether to add to C, it is a third
 * slower.
 */
export function rowsTile(a0: usize, aPitch: usize, panel: usize, depth: i32, c: usize, cPitch: usize): void {
  let a1 = a0 + aPitch;
  let a2 = a1 + aPitch;
  let a3 = a2 + aPitch;
  let a4 = a3 + aPitch;
  let a5 = a4 + aPitch;
  let a6 = a5 + aPitch;
  let a7 = a6 + aPitch;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let c60 = f32x4.splat(0);
  let c61 = f32x4.splat(0);
  let c70 = f32x4.splat(0);
  let c71 = f32x4.splat(0);
  for (; depth > 0; depth -= 2) {
    let b0 = v128.load(panel);
    let b1 = v128.load(panel, 16);
    let value = v128.load32_splat(a0);
    c00 = f32x4.add(c00, f32x4.mul(value, b0));
    c01 = f32x4.add(c01, f32x4.mul(value, b1));
    value = v128.load32_splat(a1);
    c10 = f32x4.add(c10, f32x4.mul(value, b0));
    c11 = f32x4.add(c11, f32x4.mul(value, b1));
    value = v128.load32_splat(a2);
    c20 = f32x4.add(c20, f32x4.mul(value, b0));
    c21 = f32x4.add(c21, f32x4.mul(value, b1));
    value = v128.load32_splat(a3);
    c30 = f32x4.add(c30, f32x4.mul(value, b0));
    c31 = f32x4.add(c31, f32x4.mul(value, b1));
    value = v128.load32_splat(a4);
    c40 = f32x4.add(c40, f32x4.mul(value, b0));
    c41 = f32x4.add(c41, f32x4.mul(value, b1));
    value = v128.load32_splat(a5);
    c50 = f32x4.add(c50, f32x4.mul(value, b0));
    c51 = f32x4.add(c51, f32x4.mul(value, b1));
    value = v128.load32_splat(a6);
    c60 = f32x4.add(c60, f32x4.mul(value, b0));
    c61 = f32x4.add(c61, f32x4.mul(value, b1));
    value = v128.load32_splat(a7);
    c70 = f32x4.add(c70, f32x4.mul(value, b0));
    c71 = f32x4.add(c71, f32x4.mul(value, b1));
    b0 = v128.load(panel, 32);
    b1 = v128.load(panel, 48);
    value = v128.load32_splat(a0, 4);
    c00 = f32x4.add(c00, f32x4.mul(value, b0));
    c01 = f32x4.add(c01, f32x4.mul(value, b1));
    value = v128.load32_splat(a1, 4);
    c10 = f32x4.add(c10, f32x4.mul(value, b0));
    c11 = f32x4.add(c11, f32x4.mul(value, b1));
    value = v128.load32_splat(a2, 4);
    c20 = f32x4.add(c20, f32x4.mul(value, b0));
    c21 = f32x4.add(c21, f32x4.mul(value, b1));
    value = v128.load32_splat(a3, 4);
    c30 = f32x4.add(c30, f32x4.mul(value, b0));
    c31 = f32x4.add(c31, f32x4.mul(value, b1));
    value = v128.load32_splat(a4, 4);
    c40 = f32x4.add(c40, f32x4.mul(value, b0));
    c41 = f32x4.add(c41, f32x4.mul(value, b1));
    value = v128.load32_splat(a5, 4);
    c50 = f32x4.add(c50, f32x4.mul(value, b0));
    c51 = f32x4.add(c51, f32x4.mul(value, b1));
    value = v128.load32_splat(a6, 4);
    c60 = f32x4.add(c60, f32x4.mul(value, b0));
    c61 = f32x4.add(c61, f32x4.mul(value, b1));
    value = v128.load32_splat(a7, 4);
    c70 = f32x4.add(c70, f32x4.mul(value, b0));
    c71 = f32x4.add(c71, f32x4.mul(value, b1));
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
    a4 += 8;
    a5 += 8;
    a6 += 8;
    a7 += 8;
    panel += 64;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cPitch;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cPitch;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cPitch;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += cPitch;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  c += cPitch;
  v128.store(c, c50);
  v128.store(c, c51, 16);
  c += cPitch;
  v128.store(c, c60);
  v128.store(c, c61, 16);
  c += cPitch;
  v128.store(c, c70);
  v128.store(c, c71, 16);
}
