import { defineStep, document, int32, list, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Writes the counts down.",
  in: { counts: list(table({ letter: text, count: int32 })) },
  out: { page: document },
  with: z.object({}),
  async run({ in: { counts }, out }) {
    const lines = [];
    for (const { artifact } of counts) {
      for (const { letter, count } of await artifact.all()) lines.push(`${letter} ${count}`);
    }
    await out.page.write("page.txt", `${lines.join("\n")}\n`);
  },
});
