import { files } from "./files.js";
import { imageTable } from "./images.js";
import type { Manifest, ObjectReader, ObjectWriter } from "./manifest.js";
import { pixelTable } from "./pixels.js";
import { columnsOfSchema } from "./schema.js";
import { table } from "./table.js";
import type { IdRow, RowFormat } from "./type.js";

/** The first and the second half of an artifact's rows, as two artifacts; undefined where there is nothing to halve. */
export async function halve(
  manifest: Manifest,
  objects: Pick<ObjectReader, "read"> & ObjectWriter,
): Promise<readonly [Manifest, Manifest] | undefined> {
  const format = formatOf(manifest);
  if (format === undefined || manifest.parts.length !== 1) return undefined;
  const rows: IdRow[] = [];
  for await (const row of format.read(manifest, objects)) rows.push(row);
  if (rows.length < 2) return undefined;
  const middle = Math.ceil(rows.length / 2);
  return [await write(rows.slice(0, middle), format, objects), await write(rows.slice(middle), format, objects)];
}

function formatOf({ kind, schema }: Manifest): RowFormat | undefined {
  switch (kind) {
    case "files":
      return files.rows;
    case "table":
      return table(columnsOfSchema(schema)).rows;
    case "images":
      return imageTable.rows;
    case "pixels":
      return pixelTable.rows;
    case "model":
    case "document":
      return undefined;
  }
}

async function write(half: readonly IdRow[], format: RowFormat, objects: ObjectWriter): Promise<Manifest> {
  const sink = format.create(objects);
  for (const row of half) await sink.writer.write(row);
  const manifest = await sink.close();
  if (manifest === undefined) throw new TypeError("a half of an artifact was closed before it was written");
  return manifest;
}
