import { inOrder } from "tamiz/image/in-order";
import { resize } from "tamiz/image/resize";
import { oneThreadEach } from "tamiz/image/threads";
import { defineStep, imageTable, pixelTable, z } from "tamiz/step";

export default defineStep({
  about: "Brings every picture to one size and colour, anti-aliased.",
  in: { images: imageTable },
  out: { images: pixelTable },
  with: z.object({
    width: z.int().positive().max(4096).describe("In pixels; pictures are stretched to it."),
    height: z.int().positive().max(4096).describe("In pixels; pictures are stretched to it."),
    color: z.enum(["rgb", "gray"]).default("rgb").describe("Three channels, or one by luminance."),
  }),
  each: "images",
  async run({ in: { images }, with: size, out, cpu, progress, signal }) {
    oneThreadEach();
    const resized = inOrder(images.each(), cpu * 2, signal, async (row) => {
      const pixels = await resize(await images.picture(row), row.id, size);
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
