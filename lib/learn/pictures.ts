import type { Engine, Tensor4D } from "./engine/engine.js";
import type { PictureShape } from "./network.js";

/** Pictures in memory: `pixels` holds one after another, each height × width × channels bytes. */
export interface Pictures extends PictureShape {
  readonly pixels: Uint8Array;
}

/** Those rows' pictures, their bytes divided by 255: [rows, height, width, channels]. */
export function pictureBatch({ tf }: Engine, pictures: Pictures, rows: Int32Array): Tensor4D {
  const { height, width, channels, pixels } = pictures;
  const size = height * width * channels;
  const values = new Float32Array(rows.length * size);
  let to = 0;
  for (const row of rows) {
    for (let from = row * size; from < (row + 1) * size; from++) values[to++] = (pixels[from] ?? 0) / 255;
  }
  return tf.tensor4d(values, [rows.length, height, width, channels]);
}
