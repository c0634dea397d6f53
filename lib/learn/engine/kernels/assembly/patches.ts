// A convolution as a matrix product: the patch of x that an out pixel looks at, [filterHeight, filterWidth, inChannels],
// is a row of the left factor; the filter, of the same order, is the right one.
import { addFloats, copyFloats, zeroFloats } from "./floats";
import { Geometry, patchSize } from "./geometry";
import { evenDepth } from "./panels";

/** The patches of `count` out pixels from `first` on, rows `pitch` bytes apart. */
export function gatherPatches(x: usize, g: Geometry, first: i32, count: i32, patches: usize, pitch: usize): void {
  visitPatches(x, g, first, count, patches, pitch, false);
}

/** Adds the patches of `count` out pixels from `first` on to the places of x that they come from. */
export function scatterPatches(x: usize, g: Geometry, first: i32, count: i32, patches: usize, pitch: usize): void {
  visitPatches(x, g, first, count, patches, pitch, true);
}

function visitPatches(
  x: usize,
  g: Geometry,
  first: i32,
  count: i32,
  patches: usize,
  pitch: usize,
  scatter: bool,
): void {
  const pictureSize: usize = g.inHeight * g.inWidth * g.inChannels * 4;
  const plane = g.outHeight * g.outWidth;
  let picture = first / plane;
  let row = (first - picture * plane) / g.outWidth;
  let column = first - picture * plane - row * g.outWidth;
  for (; count > 0; count--) {
    const top = row * g.strideHeight - g.top;
    const left = column * g.strideWidth - g.left;
    visitPatch(x + picture * pictureSize, g, top, left, patches, scatter);
    patches += pitch;
    if (++column < g.outWidth) continue;
    column = 0;
    if (++row < g.outHeight) continue;
    row = 0;
    picture++;
  }
}

function visitPatch(picture: usize, g: Geometry, top: i32, left: i32, patch: usize, scatter: bool): void {
  const channels = g.inChannels;
  // Where a filter's columns stand side by side, a row of it is one run.
  const runs = g.dilationWidth === 1 ? 1 : g.filterWidth;
  const runWidth = g.dilationWidth === 1 ? g.filterWidth : 1;
  const runSize: usize = runWidth * channels * 4;
  for (let filterRow = 0; filterRow < g.filterHeight; filterRow++) {
    const y = top + filterRow * g.dilationHeight;
    const isInside = y >= 0 && y < g.inHeight;
    const row = picture + y * g.inWidth * channels * 4;
    for (let run = 0; run < runs; run++) {
      const x = left + run * g.dilationWidth;
      const skipped = isInside ? min(max(-x, 0), runWidth) : runWidth;
      const end = isInside ? max(min(g.inWidth - x, runWidth), skipped) : runWidth;
      const from = row + (x + skipped) * channels * 4;
      const to = patch + skipped * channels * 4;
      if (scatter) {
        addFloats(from, to, (end - skipped) * channels);
      } else {
        zeroFloats(patch, skipped * channels);
        copyFloats(to, from, (end - skipped) * channels);
        zeroFloats(patch + end * channels * 4, (runWidth - end) * channels);
      }
      patch += runSize;
    }
  }
}

/** Bytes from one patch to the next: a patch of odd size has a 0 after it, which gathering leaves as it is. */
export function evenPitch(g: Geometry): usize {
  return evenDepth(patchSize(g)) * 4;
}

/**
 * Bytes from one patch to the next where a product goes through many patches side by side: an odd number of cache
 * lines, so that they don't share their places in the cache, with room for a tile's eight columns.
 */
export function oddPitch(g: Geometry): usize {
  return (((((patchSize(g) + 7) & ~7) * 4 + 63) / 64) | 1) * 64;
}
