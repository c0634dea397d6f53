import type { AnyPixels, FloatPixels, Pixels } from "./pixels.js";

/**
 * Luminance as scikit-image's `rgb2gray` has it, 0.2125 R + 0.7154 G + 0.0721 B: of doubles in doubles, of bytes brought to
 * bytes by rounding half to even. A grey picture is returned as it is.
 */
export function toGray(pixels: Pixels): Pixels;
export function toGray(pixels: FloatPixels): FloatPixels;
export function toGray(pixels: AnyPixels): AnyPixels;
export function toGray(pixels: AnyPixels): AnyPixels {
  if (pixels.channels === 1) return pixels;
  const { width, height, data } = pixels;
  const size = width * height;
  return { width, height, channels: 1, data: data instanceof Uint8Array ? bytes(data, size) : doubles(data, size) };
}

function bytes(data: Uint8Array, size: number): Uint8Array {
  const gray = new Uint8Array(size);
  for (let index = 0, at = 0; index < size; index++, at += 3) {
    gray[index] = luminance(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  }
  return gray;
}

/** In whole ten-thousandths, so that a tie is a tie. Ties are asked for first: a processor guesses that there is none. */
function luminance(red: number, green: number, blue: number): number {
  const sum = (2125 * red + 7154 * green + 721 * blue + 5000) | 0;
  const up = (sum / 10000) | 0;
  return up * 10000 === sum && (up & 1) === 1 ? up - 1 : up;
}

function doubles(data: Float64Array, size: number): Float64Array {
  const gray = new Float64Array(size);
  for (let index = 0, at = 0; index < size; index++, at += 3) {
    gray[index] = 0.2125 * (data[at] ?? 0) + 0.7154 * (data[at + 1] ?? 0) + 0.0721 * (data[at + 2] ?? 0);
  }
  return gray;
}

/** A grey picture with its one channel three times; an RGB picture is returned as it is. */
export function toRgb(pixels: Pixels): Pixels;
export function toRgb(pixels: FloatPixels): FloatPixels;
export function toRgb(pixels: AnyPixels): AnyPixels;
export function toRgb(pixels: AnyPixels): AnyPixels {
  if (pixels.channels === 3) return pixels;
  const { width, height, data } = pixels;
  const rgb = data instanceof Uint8Array ? new Uint8Array(data.length * 3) : new Float64Array(data.length * 3);
  for (let index = 0; index < data.length; index++) rgb.fill(data[index] ?? 0, index * 3, index * 3 + 3);
  return { width, height, channels: 3, data: rgb };
}
