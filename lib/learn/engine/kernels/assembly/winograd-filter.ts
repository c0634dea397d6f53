// The transforms of a 3 × 3 filter: winograd-tiles.ts says where they belong.
import { Geometry } from "./geometry";

/**
 * G w Gᵀ as sixteen panels of [inChannels × outChannels]. With `turned` the filter is that of the convolution whose input
 * gradient this one computes: its channels are the other way round, and so are its rows and columns.
 */
export function transformFilter(filter: usize, g: Geometry, turned: bool, panels: usize): void {
  const pitch: usize = g.inChannels * g.outChannels * 4;
  for (let out = 0; out < g.outChannels; out += 4) {
    for (let channel = 0; channel < g.inChannels; channel++) {
      const to = panels + ((out >> 3) * g.inChannels + channel) * 32 + (out & 4) * 4;
      let tap = filter + (turned ? out * g.inChannels + channel : channel * g.outChannels + out) * 4;
      let step = pitch;
      if (turned) {
        tap += 8 * pitch;
        step = -pitch;
      }
      const outPitch: usize = turned ? g.inChannels * 4 : 4;
      for (let column = 0; column < 3; column++) {
        const w0 = loadFour(tap, outPitch);
        const w1 = loadFour(tap + 3 * step, outPitch);
        const w2 = loadFour(tap + 6 * step, outPitch);
        storeColumn(w0, w1, w2, to + (column === 0 ? 0 : column + 1) * pitch, pitch);
        tap += step;
      }
      for (let row = 0; row < 4; row++) {
        const at = to + 4 * row * pitch;
        const w0 = v128.load(at);
        const w1 = v128.load(at + 2 * pitch);
        const w2 = v128.load(at + 3 * pitch);
        const outer = f32x4.add(w0, w2);
        v128.store(at + pitch, half(f32x4.add(outer, w1)));
        v128.store(at + 2 * pitch, half(f32x4.sub(outer, w1)));
      }
    }
  }
}

/** Four rows of G w, in one column. */
function storeColumn(w0: v128, w1: v128, w2: v128, to: usize, pitch: usize): void {
  const outer = f32x4.add(w0, w2);
  v128.store(to, w0);
  v128.store(to + 4 * pitch, half(f32x4.add(outer, w1)));
  v128.store(to + 8 * pitch, half(f32x4.sub(outer, w1)));
  v128.store(to + 12 * pitch, w2);
}

/** Gᵀ u G: the filter's gradient [3, 3, inChannels, outChannels] from sixteen [inChannels × outChannels] at u. */
export function transformFilterGradient(u: usize, dFilter: usize, g: Geometry): void {
  const pitch: usize = g.inChannels * g.outChannels * 4;
  for (let at: usize = 0; at < pitch; at += 16) {
    for (let column = 0; column < 4; column++) {
      const from = u + at + column * pitch;
      storeTaps(from, 4 * pitch, from, 4 * pitch);
    }
    for (let row = 0; row < 3; row++) storeTaps(u + at + 4 * row * pitch, pitch, dFilter + at + 3 * row * pitch, pitch);
  }
}

/** Three of Gᵀ u from four. */
function storeTaps(u: usize, pitch: usize, to: usize, toPitch: usize): void {
  const u0 = v128.load(u);
  const u1 = v128.load(u + pitch);
  const u2 = v128.load(u + 2 * pitch);
  const u3 = v128.load(u + 3 * pitch);
  const sum = half(f32x4.add(u1, u2));
  v128.store(to, f32x4.add(u0, sum));
  v128.store(to + toPitch, half(f32x4.sub(u1, u2)));
  v128.store(to + 2 * toPitch, f32x4.add(sum, u3));
}

function half(value: v128): v128 {
  return f32x4.mul(value, f32x4.splat(0.5));
}

/** Floats `pitch` bytes apart. */
function loadFour(from: usize, pitch: usize): v128 {
  if (pitch === 4) return v128.load(from);
  const first = v128.load32_zero(from);
  const second = v128.load32_lane(from + pitch, first, 1);
  const third = v128.load32_lane(from + 2 * pitch, second, 2);
  return v128.load32_lane(from + 3 * pitch, third, 3);
}
