import { auditPictures } from "tamiz/image/audit/tables";
import { splitRows } from "tamiz/learn/split";
import { splitTable } from "tamiz/learn/tables";
import { defineStep, imageTable, optional, z } from "tamiz/step";

export default defineStep({
  about: "Sets pictures aside for testing and deals the others into folds, class by class, never cutting a group.",
  in: { images: imageTable, audit: optional(auditPictures) },
  out: { table: splitTable },
  with: z.object({
    test: z.number().min(0).max(0.9).default(0.2).describe("The test part's share of the pictures."),
    folds: z.int().min(2).default(5).describe("How many folds the train part is dealt into."),
    seed: z.int().default(7).describe("Another seed, another split."),
  }),
  async run({ in: { images, audit }, with: options, out }) {
    const audited = new Map((await audit?.all())?.map((picture) => [picture.id, picture]));
    const rows = (await images.all(["id", "label", "class", "group", "given"])).map((row) => ({
      ...row,
      group: audited.get(row.id)?.group ?? row.group,
    }));
    const isLeftOut = (id: string) => audited.get(id)?.status === "left-out";
    const kept = rows.filter(({ id }) => !isLeftOut(id));
    const places = new Map(splitRows(kept, options).map((place, index) => [kept[index]?.id, place]));
    await out.table.write(
      rows.map(({ id, label, class: name, group }) => ({
        ...{ id, label, class: name, group },
        ...(places.get(id) ?? { part: "left-out", fold: 0, validation: false }),
      })),
    );
  },
});
