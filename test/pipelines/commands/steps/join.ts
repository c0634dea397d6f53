import { defineStep, document, files, float64, int32, nullable, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Sets texts and sizes side by side.",
  in: { texts: files, sizes: table({ id: text, size: int32, share: float64, note: nullable(text) }) },
  out: { page: document },
  with: z.object({}),
  async run({ in: { texts, sizes }, out }) {
    const lines = [];
    for (const file of await texts.list()) {
      lines.push(`${file.id} ${new TextDecoder().decode(await texts.read(file)).trim()}`);
    }
    for (const { id, size, share, note } of await sizes.all()) lines.push(`${id} ${size} ${share.toFixed(2)} ${note}`);
    await out.page.write("page.txt", `${lines.join("\n")}\n`);
  },
});
