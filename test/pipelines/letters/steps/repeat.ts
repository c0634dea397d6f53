import { defineStep, table, text, z } from "tamiz/step";
import { repeatText } from "./repeat-text.js";

const texts = table({ id: text, content: text });

export default defineStep({
  about: "Repeats every text.",
  in: { texts },
  out: { texts },
  with: z.object({ times: z.int().positive().describe("How often"), separator: z.string().default("") }),
  each: "texts",
  async run({ in: { texts }, with: { times, separator }, out }) {
    for await (const { id, content } of texts.each()) {
      await out.texts.write([{ id, content: repeatText(content, times, separator) }]);
    }
  },
});
