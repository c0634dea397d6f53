// Depthwise convolutions and their gradients. Each in channel c has `multiplier` out channels, c · multiplier onwards, and
// as many filters: filter [filterHeight, filterWidth, inChannels, multiplier].
import { zeroFloats } from "./floats";
import { Geometry, outPixels } from "./geometry";
import { finishRows } from "./rows";

enum Pass {
  Output,
  InputGradient,
  FilterGradient,
}

/** y, to which a bias [outChannels] is added, where the pointer isn't 0, and which is cut off at 0, where `cut` says so. */
export function depthwiseConvolve(x: usize, filter: usize, y: usize, g: Geometry, bias: usize, cut: bool): void {
  memory.fill(y, 0, outPixels(g) * g.outChannels * 4);
  visitTapRows(x, y, filter, g, Pass.Output);
  finishRows(y, outPixels(g), g.outChannels, bias, cut);
}

export function depthwiseInputGradient(dy: usize, filter: usize, dx: usize, g: Geometry): void {
  memory.fill(dx, 0, g.pictures * g.inHeight * g.inWidth * g.inChannels * 4);
  visitTapRows(dx, dy, filter, g, Pass.InputGradient);
}

export function depthwiseFilterGradient(x: usize, dy: usize, dFilter: usize, g: Geometry): void {
  zeroFloats(dFilter, g.filterHeight * g.filterWidth * g.outChannels);
  visitTapRows(x, dy, dFilter, g, Pass.FilterGradient);
}

/** For each row of y and each place in the filter, the pixels of x's row that meet there. `y` and `filter` may be gradients. */
function visitTapRows(x: usize, y: usize, filter: usize, g: Geometry, pass: Pass): void {
  const inPixel: usize = g.inChannels * 4;
  const outPixel: usize = g.outChannels * 4;
  const inStep: usize = g.strideWidth * inPixel;
  const multiplier = g.outChannels / g.inChannels;
  for (let picture = 0; picture < g.pictures; picture++) {
    for (let outRow = 0; outRow < g.outHeight; outRow++) {
      for (let tapRow = 0; tapRow < g.filterHeight; tapRow++) {
        const inRow = outRow * g.strideHeight - g.top + tapRow * g.dilationHeight;
        if (inRow < 0 || inRow >= g.inHeight) continue;
        for (let tapColumn = 0; tapColumn < g.filterWidth; tapColumn++) {
          const left = tapColumn * g.dilationWidth - g.left;
          const first = left < 0 ? (g.strideWidth - 1 - left) / g.strideWidth : 0;
          const end = min(g.outWidth, left < g.inWidth ? (g.inWidth - 1 - left) / g.strideWidth + 1 : 0);
          const from = x + inRow * g.inWidth * inPixel + (first * g.strideWidth + left) * inPixel;
          const tap = filter + (tapRow * g.filterWidth + tapColumn) * outPixel;
          const to = y + first * outPixel;
          if (pass === Pass.Output) filterRow(from, tap, to, end - first, g.inChannels, multiplier, inStep);
          else if (pass === Pass.InputGradient) spreadRow(to, tap, from, end - first, g.inChannels, multiplier, inStep);
          else gatherRow(from, to, tap, end - first, g.inChannels, multiplier, inStep);
        }
      }
      y += g.outWidth * outPixel;
    }
    x += g.inHeight * g.inWidth * inPixel;
  }
}

/** y += x · filter, for one place in the filter. */
function filterRow(x: usize, tap: usize, y: usize, count: i32, channels: i32, multiplier: i32, step: usize): void {
  for (; count > 0; count--) {
    let channel = 0;
    if (multiplier === 1) {
      for (; channel + 4 <= channels; channel += 4) {
        const at: usize = channel * 4;
        v128.store(y + at, f32x4.add(v128.load(y + at), f32x4.mul(v128.load(x + at), v128.load(tap + at))));
      }
    }
    for (let each = channel * multiplier; each < channels * multiplier; each++) {
      const product = load<f32>(x + (each / multiplier) * 4) * load<f32>(tap + each * 4);
      store<f32>(y + each * 4, load<f32>(y + each * 4) + product);
    }
    x += step;
    y += channels * multiplier * 4;
  }
}

/** dx += dy · filter, for one place in the filter. */
function spreadRow(dy: usize, tap: usize, dx: usize, count: i32, channels: i32, multiplier: i32, step: usize): void {
  for (; count > 0; count--) {
    let channel = 0;
    if (multiplier === 1) {
      for (; channel + 4 <= channels; channel += 4) {
        const at: usize = channel * 4;
        const product = f32x4.mul(v128.load(dy + at), v128.load(tap + at));
        v128.store(dx + at, f32x4.add(v128.load(dx + at), product));
      }
    }
    for (; channel < channels; channel++) {
      let sum = load<f32>(dx + channel * 4);
      for (let each = channel * multiplier; each < (channel + 1) * multiplier; each++) {
        sum += load<f32>(dy + each * 4) * load<f32>(tap + each * 4);
      }
      store<f32>(dx + channel * 4, sum);
    }
    dy += channels * multiplier * 4;
    dx += step;
  }
}

/** dFilter += Σ x · dy over the row, for one place in the filter. Rows are summed by themselves, to keep digits. */
function gatherRow(x: usize, dy: usize, tap: usize, count: i32, channels: i32, multiplier: i32, step: usize): void {
  const outPixel: usize = channels * multiplier * 4;
  let channel = 0;
  if (multiplier === 1) {
    for (; channel + 4 <= channels; channel += 4) {
      const at: usize = channel * 4;
      let sum = f32x4.splat(0);
      for (let pixel = 0; pixel < count; pixel++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(x + pixel * step + at), v128.load(dy + pixel * outPixel + at)));
      }
      v128.store(tap + at, f32x4.add(v128.load(tap + at), sum));
    }
  }
  for (let each = channel * multiplier; each < channels * multiplier; each++) {
    const from = x + (each / multiplier) * 4;
    let sum: f32 = 0;
    for (let pixel = 0; pixel < count; pixel++) {
      sum += load<f32>(from + pixel * step) * load<f32>(dy + pixel * outPixel + each * 4);
    }
    store<f32>(tap + each * 4, load<f32>(tap + each * 4) + sum);
  }
}
