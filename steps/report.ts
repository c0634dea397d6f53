import { auditFindings, auditPictures } from "tamiz/image/audit/tables";
import { thumbnailOf } from "tamiz/image/thumbnail";
import { historyTable, metricTable, predictionTable } from "tamiz/learn/tables";
import { renderMarkdown, renderPage } from "tamiz/report/page";
import { reportContent, shownIds } from "tamiz/report/report";
import { defineStep, document, imageTable, model, optional, table, text, z } from "tamiz/step";

export default defineStep({
  about: "Writes the results as a page: how good the model is, how sure that is, and what it gets wrong.",
  in: {
    images: imageTable,
    run: predictionTable,
    history: historyTable,
    model: optional(model),
    folds: optional(metricTable),
    rejected: optional(table({ id: text, reason: text, detail: text })),
    audited: optional(auditPictures),
    findings: optional(auditFindings),
  },
  out: { report: document },
  with: z.object({
    title: z.string().default("Image classification").describe("The page's first heading."),
    dataset: z
      .enum(["fashion-mnist", "satellite", "own-objects"])
      .optional()
      .describe("Which of the article's data sets the pictures are, to set its figures beside ours."),
  }),
  async run({ in: inputs, with: { title, dataset }, out, progress, signal }) {
    const { images, run, history, model, folds, rejected, audited, findings } = inputs;
    const sources = {
      title,
      dataset,
      images: await images.all(["id", "label", "class"]),
      predictions: await run.all(),
      history: await history.all(),
      folds: (await folds?.all()) ?? [],
      metadata: (await model?.read())?.metadata ?? {},
      rejected: await rejected?.all(),
      audit: audited && findings && { pictures: await audited.all(), findings: await findings.all() },
    };
    const wanted = shownIds(sources);
    const thumbnails = new Map<string, Awaited<ReturnType<typeof thumbnailOf>>>();
    for await (const row of images.each()) {
      if (!wanted.has(row.id)) continue;
      signal.throwIfAborted();
      thumbnails.set(row.id, await thumbnailOf(await images.picture(row), row.id));
      progress({ done: thumbnails.size, total: wanted.size, unit: "pictures" });
    }
    const content = reportContent(sources, thumbnails);
    await out.report.write("report.html", renderPage(content));
    await out.report.write("report.md", renderMarkdown(content));
  },
});
