/** y = max(x, 0); NaN stays. */
export function relu(x: usize, y: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(y, f32x4.max(v128.load(x), f32x4.splat(0)));
    x += 16;
    y += 16;
  }
  for (; count > 0; count--) {
    store<f32>(y, max<f32>(load<f32>(x), 0));
    x += 4;
    y += 4;
  }
}

/** dx = dy where x > 0, and 0 elsewhere. */
export function reluGradient(x: usize, dy: usize, dx: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(dx, v128.and(v128.load(dy), f32x4.gt(v128.load(x), f32x4.splat(0))));
    x += 16;
    dy += 16;
    dx += 16;
  }
  for (; count > 0; count--) {
    store<f32>(dx, load<f32>(x) > 0 ? load<f32>(dy) : 0);
    x += 4;
    dy += 4;
    dx += 4;
  }
}
