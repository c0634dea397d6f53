import { defineStep, int32, table, z } from "tamiz/step";

const numbers = table({ number: int32 });

export default defineStep({
  about: "Next to nothing: one row.",
  in: { start: numbers },
  out: { table: numbers },
  with: z.object({ step: z.int(), cell: z.int() }),
  async run({ with: { step, cell }, out }) {
    await out.table.write([{ number: step * 1_000_000 + cell }]);
  },
});
