import { defineStep, int32, table, z } from "tamiz/step";

export default defineStep({
  about: "What all the other tasks read.",
  in: {},
  out: { table: table({ number: int32 }) },
  with: z.object({}),
  async run({ out }) {
    await out.table.write([{ number: 1 }]);
  },
});
