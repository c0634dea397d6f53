import { z } from "zod";
import { parseDuration } from "./duration.js";
import { MOST_RETRIES } from "./setting.js";

/** Names that mean something else in the artifacts folder or in `--set`. */
export const RESERVED: readonly string[] = [
  "objects",
  "records",
  "checkpoints",
  "derived",
  "views",
  "tmp",
  "damaged",
  "presence",
  "projects",
  "sheets",
  "params",
  "profiles",
];

const NAME = "must be of a-z, 0-9, - and _, and begin with a letter";
const CPU = "must be a whole number of cores from 1, or ${{ … }}";
const WHEN = "must be true, false or ${{ … }}";
const AXIS = "must be a list with at least one value, or ${{ … }}";
const FILE = "must be a relative path with /, and without ..";
const TIMEOUT = "must be a number of seconds, a duration such as 90s, 10m or 2h (at most 500h), or ${{ … }}";
const RETRIES = `must be a whole number from 0 to ${MOST_RETRIES}, or \${{ … }}`;
const OUTPUT = "must be files, document, or a mapping of columns to types";
const COLUMN = "must be text, int32, float64, boolean or bytes, with a ? behind it where values may be missing";

const stepName = z.string().regex(new RegExp(`^(?!(?:${RESERVED.join("|")})$)[a-z][a-z0-9_-]*$`), NAME);
const fileName = z.string().regex(/^(?![\\/])(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\]+$/, FILE);
const expression = (message: string) => z.string().regex(/^\s*\$\{\{[\s\S]*\}\}\s*$/, message);
const parameters = z.record(z.string(), z.json());

const pinned = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: "must be an address with http:// or https://" }),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256: 64 digits of 0-9 and a-f"),
  })
  .describe("An address, pinned by the SHA-256 of what is there.");

const folder = z
  .strictObject({
    path: z.string().min(1, "must not be empty").optional().describe("A folder or file; used where it is there."),
    download: z.record(fileName, pinned).describe("File name → address, for where `path` is absent."),
  })
  .describe("A folder, or the downloads that stand in for it.");

const input = z
  .union([z.string().min(1, "must not be empty"), pinned, folder])
  .nullable()
  .describe("Another step's output as `step.output`; or a source: a path, or pinned addresses.");

const output = z
  .union(
    [
      z.enum(["files", "document"], OUTPUT),
      z.record(
        z.string().min(1, "must not be empty"),
        z
          .string()
          .regex(/^(text|int32|float64|boolean|bytes)\??$/, COLUMN)
          .nullable(),
      ),
    ],
    OUTPUT,
  )
  .nullable();

const step = z.strictObject({
  uses: z
    .string()
    .min(1, "must not be empty")
    .nullish()
    .describe("The step module: `./steps/train.ts`, or a package's module."),
  run: z
    .string()
    .min(1, "must not be empty")
    .nullish()
    .describe("In place of `uses`: a command, such as `python scripts/clean.py`. It finds $IN_<NAME> and $OUT_<NAME>."),
  out: z
    .record(z.string(), output)
    .nullish()
    .describe("What the command of `run` leaves: files, a document, or a table's columns and their types."),
  like: z
    .string()
    .nullish()
    .describe("Another step whose whole declaration, overrides included, is the start of this."),
  in: z.record(z.string(), input).nullish().describe("Inputs by name."),
  with: parameters.nullish().describe("Parameters of the step: see `pipeline describe <step>`."),
  matrix: z
    .record(z.string(), z.union([z.array(z.json()).min(1, AXIS), expression(AXIS)], AXIS).nullable())
    .nullish()
    .describe("Axes: the step runs once for each combination of their values, ${{ matrix.<axis> }} in `with`."),
  when: z
    .union([z.boolean(), expression(WHEN)], WHEN)
    .nullish()
    .describe("False leaves the step out."),
  resources: z
    .strictObject({
      cpu: z
        .union([z.int(CPU).min(1, CPU), expression(CPU)], CPU)
        .nullish()
        .describe("Cores one task may keep busy (default 1)."),
    })
    .nullish()
    .describe("What one task of the step takes."),
  env: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable"))
    .nullish()
    .describe("Environment variables that the step may read; their values count in its key."),
  cache: z
    .union([z.boolean(), expression(WHEN)], WHEN)
    .nullish()
    .describe("False: the step runs every time; what reads its outputs runs where their bytes changed."),
  timeout: z
    .union(
      [
        z.number().refine((value) => parseDuration(value) !== undefined, TIMEOUT),
        z.string().refine((text) => parseDuration(text) !== undefined || text.includes("${{"), TIMEOUT),
      ],
      TIMEOUT,
    )
    .nullish()
    .describe("How long one task may take: seconds, or 90s, 10m, 2h. Then it is stopped, and has failed."),
  retries: z
    .union([z.int(RETRIES).min(0, RETRIES).max(MOST_RETRIES, RETRIES), expression(RETRIES)], RETRIES)
    .nullish()
    .describe("How often a task that failed is tried again, after 1 s, 2 s, 4 s, …"),
});

const profile = z.strictObject({
  params: parameters.nullish().describe("Values that replace those of the file."),
  steps: z.record(stepName, step.nullable()).nullish().describe("What replaces or extends the file's steps, by name."),
});

export const pipelineSchema = z.strictObject({
  name: z.string().min(1, "must not be empty").describe("The pipeline's name."),
  params: parameters.nullish().describe("Values that steps look up as ${{ params.<name> }}."),
  steps: z
    .record(
      stepName,
      step
        .meta({ anyOf: ["uses", "run", "like"].map((key) => ({ required: [key] })) })
        .describe("A step: a named node."),
    )
    .describe("The steps, by name. Edges come from their inputs."),
  profiles: z
    .record(z.string(), profile.nullable())
    .nullish()
    .describe("Overlays, chosen with --profile. A null takes a value away."),
});

/** `pipeline.yaml` as written, or as a profile and overrides have left it. */
export type RawPipeline = z.infer<typeof pipelineSchema>;
export type RawStep = z.infer<typeof step>;

const STEP_KEYS = Object.keys(step.shape);

/** The keys that a mapping at a path may have; none where any may stand. */
export function knownKeys(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(pipelineSchema.shape);
  if (path[0] === "profiles") return path.length === 2 ? Object.keys(profile.shape) : knownKeys(path.slice(2));
  if (path[0] !== "steps") return [];
  if (path.length === 2) return STEP_KEYS;
  if (path[2] === "resources") return ["cpu"];
  if (path[2] !== "in") return [];
  return path.length === 4 ? ["path", "download", "url", "sha256"] : ["url", "sha256"];
}
