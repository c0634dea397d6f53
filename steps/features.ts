import { ANGLES, TEXTURE_PROPERTIES } from "tamiz/image/co-occurrence";
import { ARTICLE_FEATURES, featureNames, features } from "tamiz/image/features";
import { defineStep, featureTable, pixelTable, z } from "tamiz/step";

const { bins, distances, angles, properties } = ARTICLE_FEATURES;

/** Each value once. */
function choice<Value extends z.ZodType>(value: Value) {
  const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
  return z.array(value).min(1).refine(isUnique, "names a value twice");
}

export default defineStep({
  about: "Computes hand-made features of each picture: colour histograms and texture; the article's 52, unless said.",
  in: { images: pixelTable },
  out: { table: featureTable },
  with: z.object({
    bins: z
      .int()
      .min(1)
      .max(256)
      .default(bins)
      .describe("Of each channel's histogram, from its least to its greatest."),
    distances: choice(z.int().positive().max(4096))
      .default([...distances])
      .describe("In pixels, to the neighbour whose level is compared."),
    angles: choice(z.literal(ANGLES))
      .default([...angles])
      .describe("In degrees, to that neighbour."),
    properties: choice(z.enum(TEXTURE_PROPERTIES))
      .default([...properties])
      .describe("Of the co-occurrence of levels, as scikit-image's `graycoprops` names them."),
  }),
  each: "images",
  async run({ in: { images }, with: options, out, progress, signal }) {
    const { width, height } = images;
    const channels = images.channels === 1 ? 1 : 3;
    const names = featureNames(options);
    let done = 0;
    await out.table.write(names, []);
    for await (const { id, data } of images.each()) {
      signal.throwIfAborted();
      await out.table.write(names, [{ id, values: features({ width, height, channels, data }, options) }]);
      done++;
      if (done % 256 === 0 || done === images.rows) progress({ done, total: images.rows, unit: "pictures" });
    }
  },
});
