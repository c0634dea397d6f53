import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pipelineJsonSchema } from "../../lib/config/json-schema.js";
import { repository } from "../rig.js";

test("pipeline.schema.json is what the definition gives (`npm run schema` writes it)", () => {
  const written = JSON.parse(readFileSync(join(repository, "pipeline.schema.json"), "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(pipelineJsonSchema())));
});
