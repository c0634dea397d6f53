import { z } from "zod";
import type { Json } from "../digest.js";
import { pipelineSchema } from "./schema.js";

/** The JSON Schema of `pipeline.yaml`, for editors; made from the definition that validates. */
export function pipelineJsonSchema(): Json {
  return {
    title: "tamiz pipeline",
    ...(z.toJSONSchema(pipelineSchema, { io: "input" }) as { readonly [key: string]: Json }),
  };
}
