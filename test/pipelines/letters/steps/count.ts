import { defineStep, int32, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Counts a letter.",
  in: { texts: table({ id: text, content: text }) },
  out: { count: table({ letter: text, count: int32 }) },
  with: z.object({ letter: z.string().length(1) }),
  async run({ in: { texts }, with: { letter }, out }) {
    let count = 0;
    for await (const { content } of texts.each(["content"])) count += content.split(letter).length - 1;
    await out.count.write([{ letter, count }]);
  },
});
