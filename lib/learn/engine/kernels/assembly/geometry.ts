/**
 * How a filter or a pool's window lies over pictures: x [pictures, inHeight, inWidth, inChannels] → y [pictures,
 * outHeight, outWidth, outChannels]. Out row r, filter row k looks at in row r · strideHeight − top + k ·
 * dilationHeight; outside of the picture there are zeros, or, for a pool, nothing. The fields' order is `geometry.ts`'s
 * of the folder above.
 */
@unmanaged
export class Geometry {
  pictures: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  top: i32;
  left: i32;
}

/** Floats that one out pixel looks at: [filterHeight, filterWidth, inChannels]. */
export function patchSize(g: Geometry): i32 {
  return g.filterHeight * g.filterWidth * g.inChannels;
}

export function outPixels(g: Geometry): i32 {
  return g.pictures * g.outHeight * g.outWidth;
}

/** Each patch is the in pixel of the same number, so that x as it stands holds the patches. */
export function isPointwise(g: Geometry): bool {
  return (
    g.filterHeight === 1 &&
    g.filterWidth === 1 &&
    g.strideHeight === 1 &&
    g.strideWidth === 1 &&
    g.inHeight === g.outHeight &&
    g.inWidth === g.outWidth &&
    g.top === 0 &&
    g.left === 0
  );
}
