// Writes a table of the texts' sizes: its rows in no order, its whole numbers with 64 bits.
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(realpathSync("node_modules/tamiz/package.json"));
const { ParquetSchema, ParquetWriter } = require("parquetjs-lite");
const schema = new ParquetSchema({
  id: { type: "UTF8" },
  size: { type: "INT64" },
  share: { type: "DOUBLE" },
  note: { type: "UTF8", optional: true, compression: "SNAPPY" },
});
const folder = join(process.env.IN_TEXTS, "long");
const writer = await ParquetWriter.openFile(schema, process.env.OUT_TABLE);
for (const name of readdirSync(folder).sort().reverse()) {
  const size = readFileSync(join(folder, name)).length;
  await writer.appendRow({ id: name, size, share: size / 3, ...(size > 6 ? { note: "long" } : {}) });
}
await writer.close();
