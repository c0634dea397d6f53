// The files of a run, opened by other hands: parquetjs-lite, and pyarrow where Python has it.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { Rig } from "../rig.js";

const hasPyarrow = spawnSync("python3", ["-c", "import pyarrow"]).status === 0;

const READ_WITH_PYARROW = `
import json, os, sys, pathlib
import pyarrow as pa, pyarrow.parquet as pq
folder = pathlib.Path(sys.argv[1])
table = pq.read_table(folder / "features/table")
pixels = pa.concat_tables(pa.ipc.open_file(path.open("rb")).read_all() for path in sorted((folder / "resize/images").glob("*.arrow")))
print(json.dumps({
  "ids": table["id"].to_pylist(), "contrast": table["contrast"].to_pylist(),
  "pixel_ids": pixels["id"].to_pylist(), "sums": [sum(row) for row in pixels["pixels"].to_pylist()],
  "shape": {key.decode(): value.decode() for key, value in pixels.schema.metadata.items()},
}), flush=True)
# pyarrow's threads now and then abort an interpreter that ends while they do.
os._exit(0)`;

test("Parquet and Arrow files hold, for other readers, what the program shows", async () => {
  const rig = new Rig("default");
  const { code } = await rig.run("run", "features", "--set", "ingest.with.limit=60");
  expect(code).toBe(0);
  const shown = await rig.run("show", "features.table", "--rows", "3", "--set", "ingest.with.limit=60");
  const parquet = await readWithParquetjs(rig.path("artifacts/features/table"));
  expect(parquet).toHaveLength(60);
  for (const row of parquet.slice(0, 3)) {
    expect(shown.stdout).toContain(row.id);
    expect(shown.stdout).toContain(Number(row.red_00).toPrecision(6));
  }
  if (!hasPyarrow) {
    console.warn("pyarrow is absent: the Arrow files are not opened by other hands");
    return;
  }
  const output = execFileSync("python3", ["-c", READ_WITH_PYARROW, rig.path("artifacts")], { maxBuffer: 1e8 });
  const python = JSON.parse(output.toString());
  expect(python.ids).toEqual(parquet.map((row) => row.id));
  expect(python.contrast).toEqual(parquet.map((row) => row.contrast));
  expect(python.pixel_ids).toEqual(python.ids);
  expect(python.shape).toMatchObject({ width: "28", height: "28", channels: "1" });
  expect(Math.min(...python.sums)).toBeGreaterThan(0);
});

async function readWithParquetjs(folder: string): Promise<Record<string, unknown>[]> {
  const { default: parquet } = await import("parquetjs-lite");
  const rows: Record<string, unknown>[] = [];
  for (const file of readdirSync(folder).sort()) {
    const envelope = await parquet.ParquetEnvelopeReader.openFile(`${folder}/${file}`);
    await envelope.readHeader();
    // It refuses any version but 1, whatever the file holds; ours say 2, for their pages of the second kind.
    const reader = new parquet.ParquetReader({ ...(await envelope.readFooter()), version: 1 }, envelope);
    const cursor = reader.getCursor();
    for (let row = await cursor.next(); row !== null; row = await cursor.next())
      rows.push(row as Record<string, unknown>);
    await reader.close();
  }
  return rows;
}
