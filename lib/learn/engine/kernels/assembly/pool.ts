// Max pools: y = the largest value of each window, channel by channel, and the gradient by x.
import { Geometry } from "./geometry";

/** Where a window holds nothing but NaN, y is −∞, as on the CPU backend. */
export function maxPool(x: usize, y: usize, g: Geometry): void {
  visitWindows(x, y, 0, g);
}

/** dx: each window's gradient goes to its first largest value, row by row; to none where it holds nothing but NaN. */
export function maxPoolGradient(x: usize, dy: usize, dx: usize, g: Geometry): void {
  memory.fill(dx, 0, g.pictures * g.inHeight * g.inWidth * g.inChannels * 4);
  visitWindows(x, dy, dx, g);
}

/** Without `dx` writes y, with it reads y's gradient. */
function visitWindows(x: usize, y: usize, dx: usize, g: Geometry): void {
  const pixelSize: usize = g.inChannels * 4;
  const rowSize: usize = g.inWidth * pixelSize;
  const toGradient = dx - x;
  for (let picture = 0; picture < g.pictures; picture++) {
    for (let outRow = 0; outRow < g.outHeight; outRow++) {
      const top = outRow * g.strideHeight - g.top;
      const firstRow = max(top, 0);
      const rows = min(top + g.filterHeight, g.inHeight) - firstRow;
      for (let outColumn = 0; outColumn < g.outWidth; outColumn++) {
        const left = outColumn * g.strideWidth - g.left;
        const firstColumn = max(left, 0);
        const columns = min(left + g.filterWidth, g.inWidth) - firstColumn;
        const window = x + firstRow * rowSize + firstColumn * pixelSize;
        if (dx === 0) poolWindow(window, rowSize, pixelSize, rows, columns, y);
        else unpoolWindow(window, rowSize, pixelSize, rows, columns, y, toGradient);
        y += pixelSize;
      }
    }
    x += g.inHeight * rowSize;
  }
}

function poolWindow(window: usize, rowSize: usize, pixelSize: usize, rows: i32, columns: i32, y: usize): void {
  let channel: usize = 0;
  for (; channel + 16 <= pixelSize; channel += 16) {
    let largest = f32x4.splat(-Infinity);
    for (let row = 0; row < rows; row++) {
      let from = window + channel + row * rowSize;
      for (let column = 0; column < columns; column++) {
        const value = v128.load(from);
        largest = v128.bitselect(value, largest, f32x4.gt(value, largest));
        from += pixelSize;
      }
    }
    v128.store(y + channel, largest);
  }
  for (; channel < pixelSize; channel += 4) {
    let largest: f32 = -Infinity;
    for (let row = 0; row < rows; row++) {
      let from = window + channel + row * rowSize;
      for (let column = 0; column < columns; column++) {
        const value = load<f32>(from);
        if (value > largest) largest = value;
        from += pixelSize;
      }
    }
    store<f32>(y + channel, largest);
  }
}

/** `toGradient` is the way from a value of x to its gradient, in bytes. */
function unpoolWindow(
  window: usize,
  rowSize: usize,
  pixelSize: usize,
  rows: i32,
  columns: i32,
  dy: usize,
  toGradient: usize,
): void {
  let channel: usize = 0;
  for (; channel + 16 <= pixelSize; channel += 16) {
    let largest = f32x4.splat(-Infinity);
    let place = i32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      let from = window + channel + row * rowSize;
      for (let column = 0; column < columns; column++) {
        const value = v128.load(from);
        const isLarger = f32x4.gt(value, largest);
        largest = v128.bitselect(value, largest, isLarger);
        place = v128.bitselect(i32x4.splat(<i32>from), place, isLarger);
        from += pixelSize;
      }
    }
    const gradient = v128.load(dy + channel);
    for (let row = 0; row < rows; row++) {
      let from = window + channel + row * rowSize;
      for (let column = 0; column < columns; column++) {
        const share = v128.and(gradient, i32x4.eq(place, i32x4.splat(<i32>from)));
        v128.store(from + toGradient, f32x4.add(v128.load(from + toGradient), share));
        from += pixelSize;
      }
    }
  }
  for (; channel < pixelSize; channel += 4) {
    let largest: f32 = -Infinity;
    let place: usize = 0;
    for (let row = 0; row < rows; row++) {
      let from = window + channel + row * rowSize;
      for (let column = 0; column < columns; column++) {
        const value = load<f32>(from);
        if (value > largest) {
          largest = value;
          place = from;
        }
        from += pixelSize;
      }
    }
    if (place === 0) continue;
    const to = place + toGradient;
    store<f32>(to, load<f32>(to) + load<f32>(dy + channel));
  }
}
