// What holds for every source, whatever the files are in which pictures and classes lie.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, test } from "vitest";
import { compareIds, digestBytes } from "../../../lib/digest.js";
import { FASHION_CLASSES } from "../../../lib/image/source/idx.js";
import { photo } from "../pictures.js";
import { type Folder, ingested, text } from "./ingested.js";
import { zipFile } from "./zip-file.js";

interface Shown {
  readonly path: string;
  readonly given: "train" | "validation" | "test";
  readonly class: string;
  readonly label: number;
  readonly bytes: Uint8Array;
}

const CLASSES = ["Zebra", "apple", "águila"];
const PLACES = [
  { given: "train", folder: "train", names: ["1.jpg", "deep/er/1.jpg"] },
  { given: "validation", folder: "Valid", names: ["1.jpg"] },
  { given: "test", folder: "test", names: ["1.jpg"] },
] as const;
let shown: Shown[] = [];
beforeAll(async () => {
  const places = CLASSES.flatMap((name, label) =>
    PLACES.flatMap(({ given, folder, names }) =>
      names.map((file) => ({ path: `${folder}/${name}/${file}`, given, class: name, label })),
    ),
  );
  shown = await Promise.all(places.map(async (place, index) => ({ ...place, bytes: await photo(index, 12, 8) })));
});

const cut = (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1);

/** Makes the files of a source out of pictures. */
type Make = (pictures: readonly Shown[]) => Folder | Promise<Folder>;

const folders: Make = (pictures) => Object.fromEntries(pictures.map(({ path, bytes }) => [path, bytes]));

/** The same pictures under names that say nothing. */
const loose = (pictures: readonly Shown[]): Folder =>
  Object.fromEntries(pictures.map(({ bytes }, index) => [`pictures/${index}.jpg`, bytes]));

const entries = (pictures: readonly Shown[]) =>
  pictures.map(({ given, class: label }, index) => ({ path: `pictures/${index}.jpg`, label, split: given }));

const csv: Make = (pictures) => {
  const lines = entries(pictures).map(({ path, label, split }) => `"${label}";${split};${path}\r\n`);
  return { ...loose(pictures), "labels.csv": text(`\uFEFFClass;Split;File Name\r\n${lines.join("")}`) };
};

const parquetTable: Make = (pictures) => {
  const columnData = (["path", "label", "split"] as const).map((name) => ({
    ...{ name, type: "STRING" as const },
    data: entries(pictures).map((entry) => entry[name]),
  }));
  return { ...loose(pictures), "labels.parquet": new Uint8Array(parquetWriteBuffer({ columnData })) };
};

const huggingFace: Make = (pictures) =>
  Object.fromEntries(
    PLACES.map(({ given }) => {
      const rows = pictures.filter((picture) => picture.given === given);
      const names = { info: { features: { label: { names: CLASSES } } } };
      const bytes = parquetWriteBuffer({
        columnData: [
          { name: "image", data: rows.map((row) => ({ bytes: row.bytes, path: "1.jpg" })) },
          { name: "label", data: rows.map(({ label }) => BigInt(label)) },
        ],
        schema: [
          { name: "root", num_children: 2 },
          { name: "image", num_children: 2, repetition_type: "OPTIONAL" },
          { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
          { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
          { name: "label", type: "INT64", repetition_type: "OPTIONAL" },
        ],
        rowGroupSize: 2,
        kvMetadata: [{ key: "huggingface", value: JSON.stringify(names) }],
      });
      return [`data/${given}-00000-of-00001.parquet`, new Uint8Array(bytes)];
    }),
  );

const zipped =
  (make: Make): Make =>
  async (pictures) => {
    const members = Object.entries(await make(pictures)).reverse();
    const litter = [
      { name: "__MACOSX/._1.jpg", content: text("x") },
      { name: "photos/.DS_Store", content: text("x") },
    ];
    const archive = zipFile([
      ...members.map(([id, content]) => ({ name: `photos-main/${id}`, content, stored: id.endsWith("1.jpg") })),
      ...litter,
    ]);
    return { "photos.zip": archive };
  };

/** Packed by the system's own tar. */
const tarred =
  (make: Make, ending: string): Make =>
  async (pictures) => {
    const folder = mkdtempSync(join(tmpdir(), "tamiz-tar-"));
    try {
      for (const [id, content] of Object.entries(await make(pictures))) {
        mkdirSync(dirname(join(folder, id)), { recursive: true });
        writeFileSync(join(folder, id), content);
      }
      const archive = join(folder, `all${ending}`);
      execFileSync("tar", ["-cf", archive, "--exclude", `./all${ending}`, "-C", folder, "."]);
      const bytes = readFileSync(archive);
      return { [`all${ending}`]: Uint8Array.from(ending === ".tar" ? bytes : gzipSync(bytes)) };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

/** Pixels in the place of photos, the first class names of Fashion-MNIST, and no validation part. */
const asDigits = (pictures: readonly Shown[]): Shown[] =>
  pictures.map((one) => ({
    ...one,
    class: FASHION_CLASSES[one.label]!,
    given: one.given === "test" ? "test" : "train",
    bytes: one.bytes.subarray(0, 96),
  }));

const idxFiles: Make = (pictures) => {
  const file = (shape: number[], data: readonly Uint8Array[]) => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.set([0, 0, 8, shape.length]);
    shape.forEach((size, index) => {
      header.writeUInt32BE(size, 4 + 4 * index);
    });
    return Uint8Array.from(gzipSync(Buffer.concat([header, ...data])));
  };
  const part = (stem: string, given: string) => {
    const mine = asDigits(pictures).filter((one) => one.given === given);
    return {
      [`${stem}-images-idx3-ubyte.gz`]: file(
        [mine.length, 8, 12],
        mine.map(({ bytes }) => bytes),
      ),
      [`${stem}-labels-idx1-ubyte.gz`]: file(
        [mine.length],
        mine.map(({ label }) => Uint8Array.of(label)),
      ),
    };
  };
  return { ...part("train", "train"), ...part("t10k", "test") };
};

const photos = (pictures: readonly Shown[]) => pictures;

interface Case {
  readonly kind: string;
  readonly make: Make;
  /** The pictures as this source can show them; photos in three parts unless said. */
  readonly as?: (pictures: readonly Shown[]) => readonly Shown[];
}

const cases: { readonly [name: string]: Case } = {
  "IDX files": { kind: "IDX files", make: idxFiles, as: asDigits },
  "a zip of IDX files": { kind: "IDX files", make: zipped(idxFiles), as: asDigits },
  "class folders": { kind: "class folders", make: folders },
  "a CSV manifest": { kind: "a manifest", make: csv },
  "a JSON manifest": {
    kind: "a manifest",
    make: (pictures) => ({ ...loose(pictures), "labels.json": text(JSON.stringify(entries(pictures))) }),
  },
  "an NDJSON manifest": {
    kind: "a manifest",
    make: (pictures) => ({
      ...loose(pictures),
      "labels.jsonl": text(
        entries(pictures)
          .map((entry) => `${JSON.stringify(entry)}\n`)
          .join(""),
      ),
    }),
  },
  "a Parquet manifest": { kind: "a manifest", make: parquetTable },
  "Parquet files with pictures": { kind: "Parquet files with pictures", make: huggingFace },
  "a zip of class folders": { kind: "class folders", make: zipped(folders) },
  "a zip of a manifest": { kind: "a manifest", make: zipped(csv) },
  "a zip of Parquet files": { kind: "Parquet files with pictures", make: zipped(huggingFace) },
  "a tar of class folders": { kind: "class folders", make: tarred(folders, ".tar") },
  "a tar.gz of class folders": { kind: "class folders", make: tarred(folders, ".tar.gz") },
  "a tgz of a Parquet manifest": { kind: "a manifest", make: tarred(parquetTable, ".tgz") },
  "a tar of Parquet files": { kind: "Parquet files with pictures", make: tarred(huggingFace, ".tar") },
};

const setOf = (rows: readonly { given: string | null; class: string; label: number; digest: string }[]) =>
  rows.map(({ given, class: name, label, digest }) => [given, name, label, digest].join(" ")).sort();

describe.each(Object.entries(cases))("%s", (_, { kind, make, as = photos }) => {
  test("gives each picture once, in byte order of ids, with its class, number, part and digest", async () => {
    const { rows, rejected, reader, logged } = await ingested(await make(shown));
    expect(rejected).toEqual([]);
    expect(logged.join()).toContain(`12 pictures of 3 classes from ${kind}`);
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort(compareIds));
    expect(setOf(rows)).toEqual(setOf(as(shown).map((one) => ({ ...one, digest: digestBytes(one.bytes) }))));
    for (const row of rows) {
      const picture = await reader.picture(row);
      expect(digestBytes(picture.form === "encoded" ? picture.bytes : picture.data)).toBe(row.digest);
    }
  });

  test("gives the same rows when it is asked again", async () => {
    const folder = await make(shown);
    expect((await ingested(folder)).rows).toEqual((await ingested(folder)).rows);
  });

  test.skipIf(as === asDigits)("rejects a picture that cannot be read, and keeps the others", async () => {
    const broken = shown.map((one, index) => (index === 4 ? { ...one, bytes: cut(one.bytes) } : one));
    const { rows, rejected } = await ingested(await make(broken), { max_rejected: 0.1 });
    expect(rejected.map(({ reason }) => reason)).toEqual(["truncated"]);
    const kept = shown.filter((_, index) => index !== 4);
    expect(setOf(rows)).toEqual(setOf(kept.map((one) => ({ ...one, digest: digestBytes(one.bytes) }))));
  });

  test("forgets the parts where all are pooled", async () => {
    const { rows } = await ingested(await make(shown), { split: "pooled" });
    expect(rows.map(({ given }) => given)).toEqual(shown.map(() => null));
  });
});
