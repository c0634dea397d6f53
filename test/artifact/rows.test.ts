// Rows that are read and written anew make the same bytes: what takes over known rows rests on it.
import { expect, test } from "vitest";
import { float64, nullable, text } from "../../lib/artifact/column.js";
import type { Manifest } from "../../lib/artifact/manifest.js";
import { pixelTable } from "../../lib/artifact/pixels.js";
import { table } from "../../lib/artifact/table.js";
import type { RowFormat } from "../../lib/artifact/type.js";
import { Memory } from "../image/memory.js";

/** What rows make when they are read and written again, leaving out those of `without`. */
async function again(manifest: Manifest, format: RowFormat, memory: Memory, without = ""): Promise<Manifest> {
  const sink = format.create(memory);
  for await (const row of format.read(manifest, memory)) if (row.id !== without) await sink.writer.write(row);
  return (await sink.close())!;
}

const HALF_A_PAIR = "\ud83d";

test("of a table: with a byte order mark, half a surrogate pair, −0, NaN and null", async () => {
  const columns = { id: text, value: float64, note: nullable(text) };
  const type = table(columns);
  // So many that the values are kept in a dictionary.
  const some = Array.from({ length: 200 }, (_, index) => String(index).padStart(3, "0"));
  const rows = [
    { id: "!", value: -0, note: HALF_A_PAIR },
    ...some.map((id) => ({ id, value: 0, note: Number(id) % 2 === 0 ? "\ufffd" : "\ufeffmarked" })),
    { id: "c", value: Number.NaN, note: null },
    { id: "\ufeffd", value: 0, note: HALF_A_PAIR },
  ];
  const memory = new Memory();
  const write = async (some: typeof rows) => {
    const sink = type.create(memory);
    await sink.writer.write(some);
    return (await sink.close())!;
  };
  const manifest = await write(rows);
  expect((await type.open(manifest, memory).all(["id"])).at(-1)).toEqual({ id: "\ufeffd" });
  expect(await again(manifest, type.rows!, memory)).toEqual(manifest);
  // The first of two equal values in a dictionary must not colour the other.
  expect(await again(manifest, type.rows!, memory, "!")).toEqual(await write(rows.slice(1)));
});

test("of pixels: an id with a byte order mark", async () => {
  const memory = new Memory();
  const sink = pixelTable.create(memory);
  for (const id of ["a", "\ufeffb"]) {
    await sink.writer.write({ id, width: 2, height: 1, channels: 1, data: Uint8Array.of(1, 2) });
  }
  const manifest = (await sink.close())!;
  expect(await again(manifest, pixelTable.rows!, memory)).toEqual(manifest);
});

test("of pixels in doubles, down to their bits", async () => {
  const memory = new Memory();
  const sink = pixelTable.create(memory);
  const data = Float64Array.of(0, -0, 1 / 3, 1);
  for (const id of ["a", "b"]) await sink.writer.write({ id, width: 2, height: 2, channels: 1, data });
  const manifest = (await sink.close())!;
  expect(manifest.schema).toEqual({ width: 2, height: 2, channels: 1, dtype: "float64" });
  for await (const row of pixelTable.open(manifest, memory).each()) expect(row.data).toEqual(data);
  expect(await again(manifest, pixelTable.rows!, memory)).toEqual(manifest);
});

test("pixels in doubles and in bytes are not of one table", async () => {
  const { writer } = pixelTable.create(new Memory());
  const one = { width: 1, height: 1, channels: 1 };
  await writer.write({ id: "a", ...one, data: Uint8Array.of(255) });
  await expect(writer.write({ id: "b", ...one, data: Float64Array.of(1) })).rejects.toMatchObject({
    code: "pixel-shape",
    message: expect.stringContaining("1×1×1 of float64"),
  });
});
