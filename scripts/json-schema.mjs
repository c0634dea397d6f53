// Writes pipeline.schema.json from the definition that validates pipeline.yaml.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pipelineJsonSchema } from "../dist/lib/config/json-schema.js";

writeFileSync(
  fileURLToPath(new URL("../pipeline.schema.json", import.meta.url)),
  `${JSON.stringify(pipelineJsonSchema(), null, 2)}\n`,
);
