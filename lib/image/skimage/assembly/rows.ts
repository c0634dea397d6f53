/**
 * One output row of three channels: `out[x][c] = Σ weight · row[start(x) + tap][c]`, of doubles. `places` holds, for each x,
 * the offset in bytes of its first pixel in `row` and its number of pairs of taps; `weights` a double for each tap.
 */
export function filterColorRow(row: usize, places: usize, weights: usize, out: usize, width: i32): void {
  for (let x: i32 = 0; x < width; x++) {
    let at = row + load<u32>(places);
    const pairs = load<i32>(places, 4);
    places += 8;
    // Two pixels are three pairs of doubles: red green, blue red, green blue.
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    for (let pair: i32 = 0; pair < pairs; pair++) {
      a = f64x2.add(a, f64x2.mul(v128.load(at), v128.load64_splat(weights)));
      b = f64x2.add(b, f64x2.mul(v128.load(at, 16), v128.load(weights)));
      c = f64x2.add(c, f64x2.mul(v128.load(at, 32), v128.load64_splat(weights, 8)));
      at += 48;
      weights += 16;
    }
    store<f64>(out, f64x2.extract_lane(a, 0) + f64x2.extract_lane(b, 1));
    store<f64>(out, f64x2.extract_lane(a, 1) + f64x2.extract_lane(c, 0), 8);
    store<f64>(out, f64x2.extract_lane(b, 0) + f64x2.extract_lane(c, 1), 16);
    out += 24;
  }
}

/** The same of one channel. */
export function filterGrayRow(row: usize, places: usize, weights: usize, out: usize, width: i32): void {
  for (let x: i32 = 0; x < width; x++) {
    let at = row + load<u32>(places);
    const pairs = load<i32>(places, 4);
    places += 8;
    let sum = f64x2.splat(0);
    for (let pair: i32 = 0; pair < pairs; pair++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(at), v128.load(weights)));
      at += 16;
      weights += 16;
    }
    store<f64>(out, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    out += 8;
  }
}
