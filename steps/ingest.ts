import { atMost } from "tamiz/image/at-most";
import { inOrder } from "tamiz/image/in-order";
import { objectsSample } from "tamiz/image/objects/sample";
import { admit, type Rejected, sortRejected } from "tamiz/image/source/admit";
import { type Batch, inBatches } from "tamiz/image/source/batch";
import { addTallies, checkClasses, checkRejected, type Tally } from "tamiz/image/source/check";
import { findPictures, sourceNames } from "tamiz/image/source/find";
import { groupByPattern, isGroupPattern } from "tamiz/image/source/group-pattern";
import type { Candidate } from "tamiz/image/source/source";
import { takeEvenly } from "tamiz/image/source/take-evenly";
import { oneThreadEach } from "tamiz/image/threads";
import { defineStep, files, imageTable, optional, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Finds the pictures and their classes, and looks at each: what cannot be read is set aside with the reason.",
  in: { photos: optional(files) },
  out: { images: imageTable, rejected: table({ id: text, reason: text, detail: text }) },
  with: z.object({
    generate: z.enum(["objects"]).default("objects").describe("What to make where no photos are given."),
    seed: z.int().default(7).describe("Decides the generated pictures."),
    source: z
      .enum(sourceNames)
      .optional()
      .describe(
        "What the photos are, if it is not to be recognised: a folder a class, a CSV, JSON or Parquet table of paths and labels, IDX files, Parquet files with pictures. A zip or tar of any is opened.",
      ),
    columns: z
      .strictObject({
        path: z.string().optional(),
        image: z.string().optional(),
        label: z.string().optional(),
        split: z.string().optional(),
        group: z.string().optional(),
      })
      .default({})
      .describe(
        "Columns of a manifest or a Parquet file whose names are others than path, image, label, split, group.",
      ),
    group: z
      .string()
      .refine(isGroupPattern, "must be a regular expression with a group to capture, such as ^(.*)_\\d+\\.jpg$")
      .optional()
      .describe("A regular expression: pictures in whose ids it captures the same stay on one side of every split."),
    split: z
      .enum(["official", "pooled"])
      .default("official")
      .describe("Whether a data set's own train and test parts are kept, or all pictures pooled."),
    limit: z.int().positive().optional().describe("At most so many pictures, taken evenly over the classes."),
    max_rejected: z.number().min(0).max(1).default(0.05).describe("The share of files that may be unreadable, 0 to 1."),
  }),
  async run({ in: { photos }, with: settings, out, cpu, remember, rememberAll, progress, log, signal }) {
    oneThreadEach();
    const found =
      photos === undefined ? undefined : await findPictures(photos, settings.columns, settings.source, remember);
    const arrange = (candidates: readonly Candidate[]) => {
      const grouped = settings.group === undefined ? candidates : groupByPattern(candidates, settings.group);
      return settings.split === "official" ? grouped : grouped.map((candidate) => ({ ...candidate, given: null }));
    };
    const all = (found?.batches ?? inBatches(objectsSample(settings.seed))).map((batch) => ({
      ...batch,
      candidates: async () => arrange(await batch.candidates()),
    }));
    const batches = settings.limit === undefined ? all : inBatches(takeEvenly(await candidatesIn(all), settings.limit));

    const total = batches.reduce((sum, { size }) => sum + size, 0);
    const queue = atMost(cpu * 4, signal);
    const look = async (batch: Batch) => ({ batch, admitted: await admit(batch, { remember, rememberAll }, queue) });
    const rejected: Rejected[] = [];
    const tallies: Tally[] = [];
    let done = 0;
    await out.images.write([]);
    for await (const { batch, admitted } of inOrder(batches, cpu * 4, signal, look)) {
      const { span, content, rows } = admitted;
      rejected.push(...admitted.rejected);
      tallies.push(...admitted.classes);
      if (content === undefined) await out.images.write(await rows());
      else await out.images.writeOnce(content, span, rows);
      done += batch.size;
      progress({ done, total, unit: "pictures" });
    }
    sortRejected(rejected);
    checkRejected(rejected, total, settings.max_rejected);
    const classes = addTallies(tallies);
    checkClasses(classes);
    await out.rejected.write(rejected);
    const pictures = total - rejected.length;
    log(`${pictures} pictures of ${classes.length} classes from ${found?.source.name ?? "the synthetic sample"}`);
    if (rejected.length > 0) log(`${rejected.length} set aside: see \`pipeline show ingest.rejected\``);
  },
});

async function candidatesIn(batches: readonly Batch[]): Promise<readonly Candidate[]> {
  const all: Candidate[] = [];
  for (const batch of batches) all.push(...(await batch.candidates()));
  return all;
}
