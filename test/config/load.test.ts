import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadPipeline } from "../../lib/config/load.js";
import { pipelineSchema } from "../../lib/config/schema.js";
import { EXAMPLE } from "./example.js";
import { load, positionOf } from "./load-text.js";

const output = (step: string, name: string) => ({ kind: "output", step, output: name });
const one = (parameters: object) => [{ axes: {}, with: parameters }];

test("the example becomes steps with edges, cells and parameters", async () => {
  const { place: _, ...pipeline } = await load(EXAMPLE);
  const plain = { absent: {}, cpu: 1, env: [], matrix: false, cache: true, retries: 0 };
  const train = { images: output("resize", "images"), split: output("split", "table") };
  expect(pipeline).toEqual({
    name: "image-classification",
    file: "/project/pipeline.yaml",
    root: "/project",
    params: { seed: 7, folds: 5, epochs: 10 },
    steps: [
      {
        ...plain,
        name: "ingest",
        uses: "./steps/ingest.ts",
        in: { photos: { kind: "source", path: "/project/data/photos", text: "./data/photos", download: [] } },
        cells: one({}),
      },
      {
        ...plain,
        name: "resize",
        uses: "./steps/resize.ts",
        in: { images: output("ingest", "images") },
        cells: one({ width: 28, height: 28, color: "gray" }),
      },
      {
        ...plain,
        name: "features",
        uses: "./steps/features.ts",
        in: { images: output("resize", "images") },
        cells: one({}),
      },
      {
        ...plain,
        name: "split",
        uses: "./steps/split.ts",
        in: { images: output("ingest", "images") },
        cells: one({ test: 0.2, folds: 5, seed: 7 }),
      },
      {
        ...plain,
        name: "train",
        uses: "./steps/train.ts",
        in: train,
        cells: one({ network: "article-cnn", epochs: 10 }),
      },
      {
        ...plain,
        name: "folds",
        uses: "./steps/train.ts",
        in: train,
        matrix: true,
        cells: [1, 2, 3, 4, 5].map((fold) => ({ axes: { fold }, with: { network: "article-cnn", epochs: 10, fold } })),
      },
      {
        ...plain,
        name: "cross-validate",
        uses: "./steps/cross-validate.ts",
        in: { runs: output("folds", "predictions") },
        cells: one({}),
      },
      {
        ...plain,
        name: "report",
        uses: "./steps/report.ts",
        in: {
          run: output("train", "predictions"),
          history: output("train", "history"),
          folds: output("cross-validate", "metrics"),
        },
        cells: one({}),
      },
    ],
  });
});

test("the schema accepts the example and this repository's own file", () => {
  expect(pipelineSchema.safeParse(parse(EXAMPLE)).error).toBeUndefined();
  const own = readFileSync(new URL("../../pipeline.yaml", import.meta.url), "utf8");
  expect(pipelineSchema.safeParse(parse(own)).error).toBeUndefined();
});

test("a value's place is where it was last written: file, the step that this is like, profile, --set", async () => {
  const { place } = await load(EXAMPLE, { profile: "fashion-mnist", set: ["train.with.epochs=20"] });
  const at = (...path: string[]) => {
    const where = place(["steps", ...path]);
    return typeof where === "string" ? where : positionOf(where);
  };
  expect(at("resize", "with", "color")).toBe("11:43 gray");
  expect(at("resize", "with")).toBe("11:5 with");
  expect(at("resize", "with", "colour")).toBe("11:5 with");
  expect(at("ingest", "in", "photos")).toBe("35:53 ./data/fashion-mnist");
  expect(at("folds", "with", "network")).toBe("22:22 article-cnn");
  expect(at("train", "with", "epochs")).toBe("--set train.with.epochs=20");
  expect(at("folds", "with", "epochs")).toBe("--set train.with.epochs=20");
  expect(place(["steps", "resize", "with", "color"], "key")).toMatchObject({ line: 11, column: 36, length: 5 });
  const text = place(["steps", "folds", "with", "fold"], { start: 4, length: 11 });
  expect(typeof text === "object" && positionOf(text)).toBe("26:24 matrix.fold");
});

test("a source is a path, or pinned addresses", async () => {
  const sha256 = "a".repeat(64);
  const { steps } = await load(`name: sources
params: { folder: ./c }
steps:
  a:
    uses: ./a.ts
    in:
      up: ../photos
      absolute: /photos
      bare: photos
      file: ./photos.zip
      picture: IMG_1.JPG
      param: "\${{ params.folder }}/d"
      pinned: { url: "https://example.org/x/photos%20a.zip?raw=1", sha256: ${sha256} }
      either: { path: ./e, download: { e.gz: { url: "https://example.org/e", sha256: ${sha256} } } }
      only: { download: { f.gz: { url: "https://example.org/f", sha256: ${sha256} } } }
`);
  const { in: inputs } = steps[0]!;
  const path = (name: string) => inputs[name]?.kind === "source" && inputs[name].path;
  expect(["up", "absolute", "bare", "file", "picture", "param"].map(path)).toEqual([
    "/photos",
    "/photos",
    "/project/photos",
    "/project/photos.zip",
    "/project/IMG_1.JPG",
    "/project/c/d",
  ]);
  const url = "https://example.org/x/photos%20a.zip?raw=1";
  expect(inputs.pinned).toEqual({
    kind: "source",
    path: undefined,
    text: url,
    download: [{ id: "photos a.zip", url, sha256 }],
  });
  expect(inputs.either).toMatchObject({ path: "/project/e", text: "./e", download: [{ id: "e.gz" }] });
  expect(inputs.only).toMatchObject({ path: undefined, text: "https://example.org/f", download: [{ id: "f.gz" }] });
});

test("a missing file is named with its folder", async () => {
  await expect(loadPipeline({ file: "/nowhere/at/all/pipeline.yaml" })).rejects.toMatchObject({
    code: "no-pipeline",
    message: "there is no pipeline.yaml in /nowhere/at/all",
    remedy: expect.stringContaining("--file"),
  });
});
