import { FITS, parseColor } from "tamiz/image/fit";
import { inOrder } from "tamiz/image/in-order";
import { METHODS, openResize } from "tamiz/image/resize";
import { oneThreadEach } from "tamiz/image/threads";
import { defineStep, imageTable, pixelTable, z } from "tamiz/step";

export default defineStep({
  about: "Brings every picture to one size and colour, anti-aliased.",
  in: { images: imageTable },
  out: { images: pixelTable },
  with: z.object({
    width: z.int().positive().max(4096).describe("In pixels."),
    height: z.int().positive().max(4096).describe("In pixels."),
    color: z.enum(["rgb", "gray"]).default("rgb").describe("Three channels, or one by luminance."),
    fit: z
      .enum(FITS)
      .default("stretch")
      .describe("Of pictures of other proportions: stretch them, cover the size and cut, or contain and pad."),
    background: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/)
      .default("#ffffff")
      .describe("What `contain` pads with, #rrggbb."),
    method: z
      .enum(METHODS)
      .default("area")
      .describe("`area` is fast; `skimage` has scikit-image's numbers, EXIF orientation and colour profiles ignored."),
    dtype: z.enum(["uint8", "float64"]).default("uint8").describe("Bytes, or doubles from 0 to 1."),
  }),
  each: "images",
  async run({ in: { images }, with: { background, ...options }, out, cpu, progress, signal }) {
    oneThreadEach();
    const resize = openResize({ ...options, background: parseColor(background) });
    const resized = inOrder(images.each(), cpu * 4, signal, async (row) => {
      const pixels = await resize(await images.picture(row), row.id);
      return { id: row.id, ...pixels };
    });
    let done = 0;
    for await (const picture of resized) {
      await out.images.write(picture);
      done++;
      if (done % 64 === 0 || done === images.rows) progress({ done, total: images.rows, unit: "pictures" });
    }
  },
});
