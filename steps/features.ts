import { FEATURE_NAMES, features } from "tamiz/image/features";
import { defineStep, float64, pixelTable, table, text, z } from "tamiz/step";

const columns = Object.fromEntries(FEATURE_NAMES.map((name) => [name, float64]));

export default defineStep({
  about: "Computes 52 hand-made features of each picture: colour histograms and texture.",
  in: { images: pixelTable },
  out: { table: table({ id: text, ...columns }) },
  with: z.object({}),
  each: "images",
  async run({ in: { images }, out, progress, signal }) {
    const { width, height } = images;
    const channels = images.channels === 1 ? 1 : 3;
    let done = 0;
    await out.table.write([]);
    for await (const { id, data } of images.each()) {
      signal.throwIfAborted();
      const values = features({ width, height, channels, data });
      await out.table.write([
        { id, ...Object.fromEntries(FEATURE_NAMES.map((name, index) => [name, values[index] ?? Number.NaN])) },
      ]);
      done++;
      if (done % 256 === 0 || done === images.rows) progress({ done, total: images.rows, unit: "pictures" });
    }
  },
});
