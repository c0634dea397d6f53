import { formatFileList, parseFileList, type SourceFile } from "./files.js";
import type { Manifest, ObjectReader, ObjectWriter } from "./manifest.js";
import { decodeParquet } from "./parquet.js";
import { decodeArrow, type PixelShape, pixelTable } from "./pixels.js";
import { columnsOfSchema } from "./schema.js";
import { table } from "./table.js";

/** The first and the second half of an artifact's rows, as two artifacts; undefined where there is nothing to halve. */
export async function halve(
  manifest: Manifest,
  objects: Pick<ObjectReader, "read"> & ObjectWriter,
): Promise<readonly [Manifest, Manifest] | undefined> {
  const part = manifest.parts[0];
  if (part === undefined || manifest.parts.length !== 1 || (part.rows ?? 0) < 2) return undefined;
  const bytes = await objects.read(part.digest);
  switch (manifest.kind) {
    case "files":
      return inHalves(parseFileList(bytes), (rows) => writeFiles(rows, manifest, objects));
    case "table":
    case "images": {
      const columns = columnsOfSchema(manifest.schema);
      const rows = await decodeParquet(bytes, Object.keys(columns));
      return inHalves(rows, async (half) => {
        const sink = table(columns).create(objects);
        await sink.writer.write(half);
        return { ...required(await sink.close()), kind: manifest.kind };
      });
    }
    case "pixels": {
      const shape = manifest.schema as unknown as PixelShape;
      return inHalves([...decodeArrow(bytes)], async (half) => {
        const sink = pixelTable.create(objects);
        for (const row of half) await sink.writer.write({ ...row, ...shape });
        return required(await sink.close());
      });
    }
    case "model":
    case "document":
      return undefined;
  }
}

async function inHalves<Row>(
  rows: readonly Row[],
  write: (half: readonly Row[]) => Promise<Manifest>,
): Promise<readonly [Manifest, Manifest]> {
  const middle = Math.ceil(rows.length / 2);
  return [await write(rows.slice(0, middle)), await write(rows.slice(middle))];
}

async function writeFiles(rows: readonly SourceFile[], manifest: Manifest, objects: ObjectWriter): Promise<Manifest> {
  const bytes = formatFileList(rows);
  const part = { name: "00000.ndjson", digest: await objects.write(bytes), size: bytes.byteLength, rows: rows.length };
  return { ...manifest, rows: rows.length, parts: [part] };
}

function required(manifest: Manifest | undefined): Manifest {
  if (manifest === undefined) throw new TypeError("a half of an artifact was closed before it was written");
  return manifest;
}
