import { defineStep, float64, pixelTable, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Measures how bright each picture is.",
  in: { images: pixelTable },
  out: { table: table({ id: text, brightness: float64 }) },
  with: z.object({}),
  each: "images",
  async run({ in: { images }, out }) {
    for await (const { id, data } of images.each()) {
      let sum = 0;
      for (const value of data) sum += value;
      await out.table.write([{ id, brightness: sum / data.length }]);
    }
  },
});
