import { noisePictures } from "./picture-files.js";
import type { PictureFiles } from "./question.js";
import type { Setup } from "./setup.js";

/** Which pictures: Fashion-MNIST's, those that resnet-8 is meant for, or the article's own photos' size. */
export type PictureSize = keyof typeof shapes;

export const shapes = {
  small: { width: 28, height: 28, channels: 1 },
  middle: { width: 32, height: 32, channels: 3 },
  large: { width: 240, height: 135, channels: 3 },
} as const;

/** How many pictures of noise there are of a size. */
const NOISE = { middle: 2560, large: 256 } as const;

export function filesFor({ scratch, small }: Setup, size: PictureSize): PictureFiles {
  return size === "small" ? small.files : noisePictures(scratch, shapes[size], NOISE[size]);
}

/** "28×28×1" */
export function describeSize(size: PictureSize): string {
  const { width, height, channels } = shapes[size];
  return `${width}×${height}×${channels}`;
}
