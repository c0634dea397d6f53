import { z } from "zod";

const name = z.string().regex(/^[a-z][a-z0-9_-]*$/, "a name is of a-z, 0-9, - and _, and begins with a letter");
const expression = z.string().regex(/^\s*\$\{\{.*\}\}\s*$/s, "expected a value or ${{ … }}");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 is 64 hexadecimal digits");
const pinned = z.strictObject({ url: z.url(), sha256 }).describe("An address, pinned by the SHA-256 of what is there.");
const values = z.record(z.string(), z.json());

const source = z.union([
  pinned,
  z
    .strictObject({
      path: z.string().optional().describe("A folder or file; used where it is there."),
      download: z.record(z.string(), pinned).describe("File name → address, for where `path` is absent."),
    })
    .describe("A folder, or the downloads that stand in for it."),
]);

const input = z
  .union([z.string(), source])
  .describe("Another step's output as `step.output`; or a source: a path, or pinned addresses.");

const step = z.strictObject({
  uses: z.string().optional().describe("The step module: `./steps/train.ts`, or a package's module."),
  like: name.optional().describe("Another step whose whole declaration, overrides included, this one starts from."),
  in: z.record(z.string(), input.nullable()).optional().describe("Inputs by name."),
  with: values.optional().describe("Parameters of the step: see `pipeline describe <step>`."),
  matrix: z
    .record(z.string(), z.union([z.array(z.json()).min(1), expression]))
    .optional()
    .describe("Axes: the step runs once for each combination of their values, as ${{ matrix.<axis> }}."),
  when: z.union([z.boolean(), expression]).optional().describe("False leaves the step out."),
  resources: z
    .strictObject({
      cpu: z.union([z.int().positive(), expression]).optional().describe("Cores one task may keep busy (default 1)."),
    })
    .optional()
    .describe("What one task of the step takes."),
  env: z
    .array(z.string())
    .optional()
    .describe("Environment variables that the step may read; their values count in its key."),
});

const steps = z.record(name, step);

export const pipelineSchema = z.strictObject({
  name: z.string().min(1).describe("The pipeline's name."),
  params: values.optional().describe("Values that steps look up as ${{ params.<name> }}."),
  steps: steps.describe("The steps, by name. Edges come from their inputs."),
  profiles: z
    .record(
      z.string(),
      z.strictObject({
        params: values.optional(),
        steps: z.record(name, step.partial()).optional(),
      }),
    )
    .optional()
    .describe("Overlays, chosen with --profile. A null takes a value away."),
});

/** `pipeline.yaml` as written, or as a profile and overrides have left it. */
export type RawPipeline = z.infer<typeof pipelineSchema>;
export type RawStep = z.infer<typeof step>;

/** Names that mean something else in the artifacts folder or in `--set`. */
export const RESERVED = new Set([
  "objects",
  "records",
  "derived",
  "views",
  "tmp",
  "damaged",
  "sheets",
  "params",
  "profiles",
]);
