import type { Size } from "../fit.js";
import type { FloatPixels, Pixels } from "../pixels.js";
import { fixedPoint } from "./fixed-point.js";
import { interpolate } from "./interpolate.js";
import { type Kernels, loadKernels, type Pointer } from "./kernels.js";
import { radiusOf, type Taps, tapsOf } from "./taps.js";

/** Taps that sums of 31 bits hold at once. */
const TAPS_AT_ONCE = 256;
/** Bytes of a picture's rows that are worked on at once, where an output row does not need more. */
const WINDOW = 4 * 2 ** 20;
/** Columns that the kernel takes at once. */
const BLOCK = 8;

/**
 * Makes a function that brings pictures to a size as scikit-image's `resize` does with `anti_aliasing=True` and its other
 * defaults (order 1, mode "reflect", `clip`): from bytes to doubles, 0…1, each within 1e-11 of scikit-image's.
 *
 * Blur and sampling are one filter, separately for columns and rows, and only output samples are computed. The columns come
 * first, from bytes in whole numbers: the same on every machine.
 */
export function openSkimageResize(): (pixels: Pixels, size: Size) => FloatPixels {
  const kernels = loadKernels();
  let last: Plan | undefined;
  return (pixels, size) => {
    const isSharp = radiusOf(pixels.width / size.width) === 0 && radiusOf(pixels.height / size.height) === 0;
    if (isSharp) return clip(interpolate(pixels, size), ...extremes(pixels.data));
    if (last === undefined || !isFor(last, pixels, size)) last = planFor(pixels, size);
    return resample(kernels, pixels, last);
  };
}

/** All that depends on a picture's shape alone. */
interface Plan {
  readonly from: { readonly width: number; readonly height: number; readonly channels: 1 | 3 };
  readonly width: number;
  readonly height: number;
  readonly columns: readonly ColumnTaps[];
  readonly rows: { readonly places: Int32Array; readonly weights: Float64Array };
  readonly bands: readonly Band[];
}

interface ColumnTaps {
  readonly first: number;
  readonly last: number;
  /** Offsets are in 16-bit pieces of all weights. */
  readonly runs: readonly { readonly first: number; readonly pairs: number; readonly offset: number }[];
  readonly pieces: Int16Array;
}

/** Output rows that are made from one window of input rows. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

function isFor({ from, ...to }: Plan, { width, height, channels }: Pixels, size: Size): boolean {
  const isFrom = from.width === width && from.height === height && from.channels === channels;
  return isFrom && to.width === size.width && to.height === size.height;
}

function planFor({ channels, ...from }: Pixels, { width, height }: Size): Plan {
  const columns = tapsOf(from.height, height).map(columnTaps);
  return {
    from: { width: from.width, height: from.height, channels },
    width,
    height,
    columns,
    rows: rowTaps(tapsOf(from.width, width), channels),
    bands: cutBands(columns, Math.max(1, Math.floor(WINDOW / (from.width * channels)))),
  };
}

function columnTaps({ first, weights }: Taps): ColumnTaps {
  const { pieces } = fixedPoint(weights);
  const runs = [];
  for (let tap = 0; tap < weights.length; tap += TAPS_AT_ONCE) {
    const pairs = Math.ceil(Math.min(TAPS_AT_ONCE, weights.length - tap) / 2);
    runs.push({ first: first + tap, pairs, offset: tap * 3 });
  }
  return { first, last: first + weights.length - 1, runs, pieces };
}

/** What the row kernels read; an odd number of taps is filled up with a weight of 0. */
function rowTaps(taps: readonly Taps[], channels: number): Plan["rows"] {
  const pairs = taps.map(({ weights }) => Math.ceil(weights.length / 2));
  const places = new Int32Array(taps.length * 2);
  const weights = new Float64Array(pairs.reduce((sum, count) => sum + count, 0) * 2);
  let at = 0;
  taps.forEach((one, index) => {
    const count = pairs[index] ?? 0;
    places.set([one.first * channels * Float64Array.BYTES_PER_ELEMENT, count], index * 2);
    weights.set(one.weights, at);
    at += count * 2;
  });
  return { places, weights };
}

/** Bands of as many output rows as need at most `rows` input rows together, and of one where it needs more. */
function cutBands(columns: readonly ColumnTaps[], rows: number): Band[] {
  const bands: Band[] = [];
  let band: Band | undefined;
  columns.forEach(({ first, last }, index) => {
    const wider: Band | undefined = band && {
      ...band,
      to: index + 1,
      first: Math.min(band.first, first),
      last: Math.max(band.last, last),
    };
    if (wider !== undefined && wider.last - wider.first < rows) {
      band = wider;
      return;
    }
    if (band !== undefined) bands.push(band);
    band = { from: index, to: index + 1, first, last };
  });
  if (band !== undefined) bands.push(band);
  return bands;
}

/** Where things lie in the kernels' memory. */
interface Layout {
  readonly places: Pointer;
  readonly weights: Pointer;
  readonly pieces: Pointer;
  /** One input-wide row of doubles, filtered by columns. */
  readonly row: Pointer;
  readonly out: Pointer;
  readonly window: Pointer;
  readonly end: Pointer;
}

function layOut({ from, width, columns, rows, bands }: Plan): Layout & { readonly blocks: number } {
  const pitch = from.width * from.channels;
  // Beyond a row's end lie whatever columns the last block takes, and the tap that fills up an odd number.
  const blocks = Math.ceil((pitch + from.channels) / BLOCK) * BLOCK;
  const pieces = Math.max(...columns.map((one) => one.pieces.byteLength));
  const window = Math.max(...bands.map(({ first, last }) => last - first + 1)) * pitch;
  let at = 16;
  const take = (bytes: number): Pointer => {
    const pointer = at;
    at += Math.ceil(bytes / 16) * 16;
    return pointer;
  };
  return {
    blocks,
    places: take(rows.places.byteLength),
    weights: take(rows.weights.byteLength),
    pieces: take(pieces),
    row: take(blocks * 8),
    out: take(width * from.channels * 8),
    // Read beyond by the row that fills up an odd number of taps, and by the last block.
    window: take(window + pitch + 2 * BLOCK + 16),
    end: at,
  };
}

function resample(kernels: Kernels, { data }: Pixels, plan: Plan): FloatPixels {
  const { from, width, height, columns, rows, bands } = plan;
  const { channels } = from;
  const layout = layOut(plan);
  const pitch = from.width * channels;
  const bytes = new Uint8Array(kernels.memory(layout.end));
  new Int32Array(bytes.buffer, layout.places, rows.places.length).set(rows.places);
  new Float64Array(bytes.buffer, layout.weights, rows.weights.length).set(rows.weights);
  const outRow = new Float64Array(bytes.buffer, layout.out, width * channels);
  const filterRow = channels === 3 ? kernels.filterColorRow : kernels.filterGrayRow;
  const result = new Float64Array(width * height * channels);
  let [low, high] = [255, 0];
  for (const band of bands) {
    const window = data.subarray(band.first * pitch, (band.last + 1) * pitch);
    bytes.set(window, layout.window);
    low = kernels.least(layout.window, window.length, low);
    high = kernels.greatest(layout.window, window.length, high);
    for (let index = band.from; index < band.to; index++) {
      const { runs = [], pieces = new Int16Array() } = columns[index] ?? {};
      new Int16Array(bytes.buffer, layout.pieces, pieces.length).set(pieces);
      runs.forEach(({ first, pairs, offset }, run) => {
        const at = layout.window + (first - band.first) * pitch;
        const weights = layout.pieces + offset * Int16Array.BYTES_PER_ELEMENT;
        kernels.filterColumns(at, pitch, pairs, weights, layout.row, layout.blocks, run > 0);
      });
      filterRow(layout.row, layout.places, layout.weights, layout.out, width);
      result.set(outRow, index * width * channels);
    }
  }
  return clip({ width, height, channels, data: result }, low, high);
}

function extremes(data: Uint8Array): [low: number, high: number] {
  let [low, high] = [255, 0];
  for (const byte of data) {
    if (byte < low) low = byte;
    if (byte > high) high = byte;
  }
  return [low, high];
}

/** Rounding alone can lead beyond the picture's own bytes, `low` to `high`; flat pictures are flat again. */
function clip(pixels: FloatPixels, low: number, high: number): FloatPixels {
  const { data } = pixels;
  const [least, greatest] = [low * (1 / 255), high * (1 / 255)];
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    if (value < least) data[index] = least;
    else if (value > greatest) data[index] = greatest;
  }
  return pixels;
}
