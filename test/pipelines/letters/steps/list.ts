import { defineStep, files, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Reads every text.",
  in: { texts: files },
  out: { texts: table({ id: text, content: text }) },
  with: z.object({}),
  async run({ in: { texts }, out }) {
    for (const file of await texts.list()) {
      const content = new TextDecoder().decode(await texts.read(file)).trim();
      await out.texts.write([{ id: file.id, content }]);
    }
  },
});
