import sharp from "sharp";
import { expect, test } from "vitest";
import { imageTable } from "../../lib/artifact/images.js";
import type { ObjectReader, ObjectWriter } from "../../lib/artifact/manifest.js";
import type { ArtifactType } from "../../lib/artifact/type.js";
import { compareIds, digestBytes, type ObjectDigest } from "../../lib/digest.js";
import { auditFindings, auditPictures } from "../../lib/image/audit/tables.js";
import { foldMetrics } from "../../lib/learn/fold-metrics.js";
import { historyTable, metricTable, predictionTable } from "../../lib/learn/tables.js";
import { document, model, table, text } from "../../lib/step/kit.js";
import reportStep from "../../steps/report.js";
import { imageRow } from "../image/image-row.js";

const CLASSES = ["llaves", "celular", "audífono", "antiestrés", "cartera"];
const EACH = 20;

function memory(): ObjectReader & ObjectWriter {
  const objects = new Map<string, Uint8Array>();
  const get = (name: string) => objects.get(name) ?? Promise.reject(new Error(`nothing under ${name}`));
  return {
    read: async (digest) => get(digest),
    readFile: async (id) => get(id),
    openFile: () => Promise.reject(new Error("no step opens a file here")),
    spool: () => Promise.reject(new Error("no step spools here")),
    async write(bytes) {
      const digest = digestBytes<"object">(bytes);
      objects.set(digest, bytes);
      return digest;
    },
  };
}

async function stored<Reader, Writer extends { write(rows: never): Promise<void> }>(
  objects: ObjectReader & ObjectWriter,
  type: ArtifactType<Reader, Writer>,
  rows: Parameters<Writer["write"]>[0],
): Promise<Reader> {
  const sink = type.create(objects);
  await sink.writer.write(rows);
  return type.open((await sink.close())!, objects);
}

async function report({ prefix = "", withEverything = true } = {}) {
  const objects = memory();
  const picture = (index: number) =>
    sharp({ create: { width: 90, height: 60, channels: 3, background: { r: index * 2, g: 90, b: 120 } } })
      .png()
      .toBuffer();
  const rows = await Promise.all(
    Array.from({ length: CLASSES.length * EACH }, async (_, index) => {
      const label = Math.floor(index / EACH);
      const bytes = new Uint8Array(await picture(index));
      const id = `${prefix}${CLASSES[label]}/${String(index).padStart(3, "0")}.png`;
      const shape = { width: 90, height: 60, digest: digestBytes<"object">(bytes), bytes };
      return imageRow({ id, label, class: CLASSES[label] ?? "", ...shape });
    }),
  );
  rows.sort((a, b) => compareIds(a.id, b.id));
  const said = (label: number, index: number) => (index % 9 === 0 ? (label + 1) % CLASSES.length : label);
  const predict = (row: (typeof rows)[number], index: number, part: string) => {
    const predicted = said(row.label, index);
    const name = CLASSES[predicted] ?? "";
    return {
      id: row.id,
      label: row.label,
      class: row.class,
      predicted,
      predicted_class: name,
      confidence: 0.5 + index / 300,
      part,
    };
  };
  const tested = rows.filter((_, index) => index % 2 === 0).map((row, index) => predict(row, index, "test"));
  const folds = [1, 2, 3].map((fold) => ({ fold, rows: rows.map((row, index) => predict(row, index + fold, "fold")) }));
  const sink = document.create(objects);
  await reportStep.run({
    in: {
      images: await stored(objects, imageTable, rows),
      run: await stored(objects, predictionTable, tested),
      history: await stored(objects, historyTable, [
        { epoch: 1, loss: 1.2, accuracy: 0.5, val_loss: 1.1, val_accuracy: 0.55 },
        { epoch: 2, loss: 0.6, accuracy: 0.9, val_loss: 1.3, val_accuracy: 0.6 },
      ]),
      model: withEverything
        ? await stored(objects, model, {
            modelTopology: {},
            weightSpecs: [],
            weights: new Uint8Array(),
            metadata: { network: "article-cnn", input_size: [28, 28, 1], seed: 7 },
          })
        : undefined,
      folds: withEverything ? await stored(objects, metricTable, foldMetrics(folds)) : undefined,
      rejected: withEverything
        ? await stored(objects, table({ id: text, reason: text, detail: text }), [
            { id: "x.txt", reason: "not-a-picture", detail: "" },
          ])
        : undefined,
      audited: withEverything
        ? await stored(
            objects,
            auditPictures,
            rows.map(({ id }, index) => ({ id, group: index < 2 ? "with it" : "", status: "kept" })),
          )
        : undefined,
      findings: withEverything
        ? await stored(objects, auditFindings, [
            { kind: "near-duplicate", picture: rows[1]!.id, other: rows[0]!.id, group: "with it", measure: 0.91 },
            { kind: "random-split-leak", picture: null, other: null, group: "", measure: 0.0123 },
          ])
        : undefined,
    },
    with: reportStep.with.parse({ dataset: "own-objects" }),
    out: { report: sink.writer },
    cpu: 1,
    engine: undefined,
    progress() {},
    log() {},
    remember: (_question, _digest, compute) => compute(),
    rememberAll: async () => async () => [],
    checkpoint: { load: async () => undefined, save: async () => undefined },
    signal: new AbortController().signal,
  });
  const manifest = (await sink.close())!;
  const read = async (name: string) => new TextDecoder().decode(await document.open(manifest, objects).read(name));
  const digests: ObjectDigest[] = manifest.parts.map(({ digest }) => digest);
  return { page: await read("report.html"), markdown: await read("report.md"), digests };
}

test("tells what the tables hold", async () => {
  const { page, markdown } = await report();
  expect(markdown).toContain("**Test accuracy 0.88** (95 % interval 0.76–0.94, 50 pictures)");
  expect(markdown).toMatch(/Cross-validated \*\*0\.89 ± 0\.00\*\* over 3 folds/);
  expect(markdown).toContain("| 1 (best) | 1.2000 | 0.5000 | 1.1000 | 0.5500 |");
  expect(markdown).toContain("| network | article-cnn |\n| input size | 28, 28, 1 |\n| seed | 7 |");
  expect(markdown).toContain("| x.txt | not-a-picture |  |");
  expect(markdown).toContain("2 pictures belong to 1 group;");
  expect(markdown).toContain("1.2 % of the test pictures would be expected");
  expect(markdown).toMatch(/### Near-duplicates \(1\)[^#]*antiestrés\/060.png · antiestrés\/061.png \| likeness 0.91/);
  expect(page).toContain("Beside the article");
  expect(page.match(/<img/g)).toHaveLength(CLASSES.length * 6 + 6 + 2);
  const confidences = [...page.matchAll(/confidence (0\.\d\d)/g)].map(([, confidence]) => Number(confidence));
  expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
});

test("does without what is optional", async () => {
  const { page } = await report({ withEverything: false });
  expect(page).not.toMatch(/Cross-validat|Files left out|article-cnn|Duplicates and groups/);
});

test("knows the synthetic sample by its ids, and keeps the article away from it", async () => {
  const { page, markdown } = await report({ prefix: "synthetic/" });
  expect(page).toContain("<title>Image classification (synthetic sample)</title>");
  expect(markdown).toContain("100 synthetic pictures");
  expect(page).not.toContain("Beside the article");
});

test("the same tables give the same bytes", async () => {
  expect((await report()).digests).toEqual((await report()).digests);
});
