import { atMost } from "tamiz/image/at-most";
import { inOrder } from "tamiz/image/in-order";
import { objectsSample } from "tamiz/image/objects/sample";
import { admit, type Group, inGroups, type Rejected, sortRejected } from "tamiz/image/source/admit";
import { checkClasses, checkRejected } from "tamiz/image/source/check";
import { findPictures, sourceNames } from "tamiz/image/source/find";
import { groupByPattern, isGroupPattern } from "tamiz/image/source/group-pattern";
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
    const found = photos === undefined ? undefined : await findPictures(photos, settings.columns, settings.source);
    const all = found?.candidates ?? objectsSample(settings.seed);
    const grouped = settings.group === undefined ? all : groupByPattern(all, settings.group);
    const placed =
      settings.split === "official" ? grouped : grouped.map((candidate) => ({ ...candidate, given: null }));
    const candidates = settings.limit === undefined ? placed : takeEvenly(placed, settings.limit);

    const total = candidates.length;
    const rejected: Rejected[] = candidates.flatMap(({ id, rejected }) =>
      rejected === undefined ? [] : [{ id, ...rejected }],
    );
    const groups = inGroups(candidates.filter((candidate) => candidate.rejected === undefined));
    const queue = atMost(cpu * 4, signal);
    const look = (group: Group) => admit(group, { remember, rememberAll }, queue);
    let done = rejected.length;
    await out.images.write([]);
    for await (const group of inOrder(groups, cpu * 4, signal, look)) {
      const { ids, content, rows } = group;
      rejected.push(...group.rejected);
      if (content === undefined) await out.images.write(await rows());
      else await out.images.writeOnce(content, ids, rows);
      done += group.rejected.length + ids.length;
      progress({ done, total, unit: "pictures" });
    }
    sortRejected(rejected);
    checkRejected(rejected, total, settings.max_rejected);
    const isRejected = new Set(rejected.map(({ id }) => id));
    const members = candidates.filter(({ id }) => !isRejected.has(id));
    checkClasses(members);
    await out.rejected.write(rejected);
    const classes = new Set(members.map((member) => member.class)).size;
    log(`${members.length} pictures of ${classes} classes from ${found?.source.name ?? "the synthetic sample"}`);
    if (rejected.length > 0) log(`${rejected.length} set aside: see \`pipeline show ingest.rejected\``);
  },
});
