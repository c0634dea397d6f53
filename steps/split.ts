import { splitRows } from "tamiz/learn/split";
import { splitTable } from "tamiz/learn/tables";
import { defineStep, imageTable, z } from "tamiz/step";

export default defineStep({
  about: "Sets pictures aside for testing and deals the others into folds, class by class, never cutting a group.",
  in: { images: imageTable },
  out: { table: splitTable },
  with: z.object({
    test: z.number().min(0).max(0.9).default(0.2).describe("The test part's share of the pictures."),
    folds: z.int().min(2).default(5).describe("How many folds the train part is dealt into."),
    seed: z.int().default(7).describe("Another seed, another split."),
  }),
  async run({ in: { images }, with: options, out }) {
    const rows = await images.all(["id", "label", "class", "group", "given"]);
    const places = splitRows(rows, options);
    await out.table.write(
      rows.map(({ id, label, class: name, group }, index) => ({
        ...{ id, label, class: name, group },
        part: places[index]?.part ?? "train",
        fold: places[index]?.fold ?? 0,
        validation: places[index]?.validation ?? false,
      })),
    );
  },
});
