import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type LoadOptions, loadPipeline } from "../../lib/config/load.js";
import type { PipelineError, Place } from "../../lib/error.js";

const TEXT = `name: image-classification
params: { seed: 7, folds: 3, epochs: 10, check: true }
steps:
  ingest:
    uses: ./steps/ingest.ts
    in: { photos: ./data/photos }
  train:
    uses: ./steps/train.ts
    in: { images: ingest.images }
    with: { network: article-cnn, epochs: "\${{ params.epochs }}" }
    resources: { cpu: 2 }
  folds:
    like: train
    when: "\${{ params.check }}"
    matrix: { fold: "\${{ range(1, params.folds) }}" }
    with: { fold: "\${{ matrix.fold }}", name: "fold \${{ matrix.fold }} of \${{ params.folds }}" }
    resources: { cpu: 1 }
  report:
    uses: ./steps/report.ts
    in: { runs: folds.predictions }
profiles:
  quick:
    params: { epochs: 1 }
    steps: { train: { with: { network: small } } }
`;

function load(text: string, options: Omit<LoadOptions, "file"> = {}) {
  const file = join(mkdtempSync(join(tmpdir(), "tamiz-config-")), "pipeline.yaml");
  writeFileSync(file, text);
  return loadPipeline({ file, ...options });
}

async function failure(text: string, options: Omit<LoadOptions, "file"> = {}): Promise<PipelineError> {
  try {
    await load(text, options);
  } catch (error) {
    return error as PipelineError;
  }
  throw new Error("it was accepted");
}

test("params, references, sources, like and matrix are resolved", async () => {
  const { steps, name, root } = await load(TEXT);
  expect(name).toBe("image-classification");
  const [ingest, train, folds] = steps;
  expect(ingest?.in.photos).toEqual({
    kind: "source",
    path: join(root, "data/photos"),
    text: "./data/photos",
    download: [],
  });
  expect(train).toMatchObject({ uses: "./steps/train.ts", cpu: 2, matrix: false });
  expect(train?.cells).toEqual([{ axes: {}, with: { network: "article-cnn", epochs: 10 } }]);
  expect(folds).toMatchObject({ uses: "./steps/train.ts", cpu: 1, matrix: true });
  expect(folds?.in.images).toEqual({ kind: "output", step: "ingest", output: "images" });
  expect(folds?.cells.map((cell) => cell.axes.fold)).toEqual([1, 2, 3]);
  expect(folds?.cells[1]?.with).toEqual({ network: "article-cnn", epochs: 10, fold: 2, name: "fold 2 of 3" });
});

test("a profile overlays the file, an override overlays the profile, and like takes both up", async () => {
  const { steps } = await load(TEXT, { profile: "quick", set: ["train.with.epochs=4", "params.folds=2"] });
  const [, train, folds] = steps;
  expect(train?.cells[0]?.with).toEqual({ network: "small", epochs: 4 });
  expect(folds?.cells).toHaveLength(2);
  expect(folds?.cells[0]?.with).toMatchObject({ network: "small", epochs: 4 });
});

test("a step whose when is false is gone, and those that read it know", async () => {
  const { steps } = await load(TEXT, { set: ["params.check=false"] });
  expect(steps.map((step) => step.name)).toEqual(["ingest", "train", "report"]);
  expect(steps[2]).toMatchObject({ in: {}, absent: { runs: "folds" } });
});

test("a source is a path, a pinned address, or a path with downloads to stand in", async () => {
  const sha256 = "a".repeat(64);
  const pinned = `{ url: "http://localhost/set.zip", sha256: ${sha256} }`;
  const one = await load(TEXT.replace("./data/photos", pinned));
  expect(one.steps[0]?.in.photos).toMatchObject({ path: undefined, download: [{ id: "set.zip", sha256 }] });
  const both = await load(TEXT.replace("./data/photos", `{ path: ./here, download: { a.gz: ${pinned} } }`));
  expect(both.steps[0]?.in.photos).toMatchObject({
    text: "./here",
    download: [{ id: "a.gz", url: "http://localhost/set.zip" }],
  });
  const moved = await load(TEXT.replace("./data/photos", `{ path: ./here, download: { a.gz: ${pinned} } }`), {
    set: ["ingest.in.photos=./there"],
  });
  expect(moved.steps[0]?.in.photos).toMatchObject({ text: "./there", download: [] });
});

test.each([
  ["uses: ./steps/train.ts", "use: ./steps/train.ts", 8, 5, 'did you mean "uses"'],
  ["images: ingest.images", "images: ingst.images", 9, 19, 'did you mean "ingest"'],
  ["like: train", "like: trian", 13, 11, 'did you mean "train"'],
  ["params.epochs", "params.epoch", 10, 43, 'did you mean "epochs"'],
  ["range(1", "rang(1", 15, 21, 'did you mean "range"'],
  ["cpu: 2", "cpu: two", 11, 23, "expected a value"],
  ["steps:\n", "stepz:\n", 3, 1, "steps"],
  ["photos: ./data/photos", "photos: train.model", 9, 19, "ingest → train → ingest"],
  ["    like: train\n", "    like: folds\n", 13, 11, "folds → folds"],
  ["  report:", "  objects:", 18, 3, "objects"],
  ["name: image-classification", "name: [", 2, 1, "YAML"],
  ["    uses: ./steps/report.ts\n", "", 18, 3, "no step module"],
])("%s → %s is refused where it stands", async (from, to, line, column, message) => {
  expect(TEXT).toContain(from);
  const error = await failure(TEXT.replace(from, to));
  expect(`${error.message} ${error.remedy}`).toContain(message);
  expect(error.remedy).toBeTruthy();
  const place = error.where as Place;
  expect({ line: place.line, column: place.column }).toEqual({ line, column });
  expect(place.text).toBe(TEXT.replace(from, to).split("\n")[line - 1]);
});

test("an override that is wrong is named as it was typed", async () => {
  expect(await failure(TEXT, { set: ["trian.with.epochs=1"] })).toMatchObject({
    where: "--set trian.with.epochs=1",
    message: expect.stringContaining('did you mean "train"'),
  });
  expect(await failure(TEXT, { set: ["train.wth.epochs=1"] })).toMatchObject({
    where: "--set train.wth.epochs=1",
    message: expect.stringContaining('did you mean "with"'),
  });
  expect(await failure(TEXT, { set: ["epochs"] })).toMatchObject({ code: "malformed-override" });
});

test("an unknown profile, a missing file and an empty one", async () => {
  expect(await failure(TEXT, { profile: "quik" })).toMatchObject({
    message: expect.stringContaining('did you mean "quick"'),
  });
  expect(await failure("")).toMatchObject({ code: "empty-file" });
  await expect(loadPipeline({ file: "/nowhere/pipeline.yaml" })).rejects.toMatchObject({ code: "no-pipeline" });
});
