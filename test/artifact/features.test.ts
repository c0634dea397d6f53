import { expect, test } from "vitest";
import { featureTable } from "../../lib/artifact/features.js";
import { Memory } from "../image/memory.js";

const rows = [
  { id: "a", values: [1, -2.5] },
  { id: "b", values: [Number.NaN, 1e300] },
];

test("the names stand in the schema, and rows are read as they were written", async () => {
  const memory = new Memory();
  const sink = featureTable.create(memory);
  await sink.writer.write(["contrast", "energy"], rows);
  const manifest = (await sink.close())!;
  expect(manifest).toMatchObject({
    kind: "table",
    rows: 2,
    schema: [
      ["id", "text"],
      ["contrast", "float64"],
      ["energy", "float64"],
    ],
  });
  const reader = featureTable.open(manifest, memory);
  expect(reader.names).toEqual(["contrast", "energy"]);
  const read = [];
  for await (const row of reader.each()) read.push(row);
  expect(read).toEqual(rows);
});

test("rows that are read and written anew make the same bytes", async () => {
  const memory = new Memory();
  const sink = featureTable.create(memory);
  await sink.writer.write(["contrast", "energy"], rows);
  const manifest = (await sink.close())!;
  const again = featureTable.rows!.create(memory);
  for await (const row of featureTable.rows!.read(manifest, memory)) await again.writer.write(row);
  expect(await again.close()).toEqual(manifest);
});

test("refuses rows with other names", async () => {
  const { writer } = featureTable.create(new Memory());
  await writer.write(["contrast"], []);
  await expect(writer.write(["energy"], [{ id: "a", values: [1] }])).rejects.toMatchObject({ code: "feature-names" });
});
