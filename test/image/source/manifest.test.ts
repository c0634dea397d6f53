import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, test } from "vitest";
import { photo } from "../pictures.js";
import { type Folder, ingested, text } from "./ingested.js";

let photos: Folder = {};
beforeAll(async () => {
  const bytes = await Promise.all([0, 1, 2, 3, 4].map((number) => photo(number, 12, 8)));
  photos = Object.fromEntries(bytes.map((one, index) => [`${index}.jpg`, one]));
});

const withTable = (table: string, name = "labels.csv"): Folder => ({ ...photos, [name]: text(table) });
const lenient = { max_rejected: 0.9 };

/** `id class label` of each row. */
async function classes(folder: Folder, settings = {}) {
  const { rows } = await ingested(folder, { ...lenient, ...settings });
  return rows.map(({ id, class: name, label }) => `${id} ${name} ${label}`);
}

test("numbers are kept as the classes' ids, and a column may name them", async () => {
  const lines = [7, 7, 3, 3].map((label, index) => `${index}.jpg,${label}`);
  const table = ["path,label", ...lines].join("\n");
  expect(await classes(withTable(table))).toEqual(["0.jpg 7 7", "1.jpg 7 7", "2.jpg 3 3", "3.jpg 3 3"]);
  const named = ["path,label,class", ...lines.map((line) => `${line},${line.endsWith("7") ? "wolf" : "Bär"}`)];
  expect(await classes(withTable(named.join("\n")))).toEqual([
    ...["0.jpg wolf 7", "1.jpg wolf 7", "2.jpg Bär 3", "3.jpg Bär 3"],
  ]);
  const other = withTable([...named, "4.jpg,7,fox"].join("\n"));
  await expect(ingested(other)).rejects.toMatchObject({
    code: "manifest-classes",
    message: expect.stringMatching(/label 7 .*"wolf".*"fox"/),
    where: "labels.csv, row 5",
  });
});

test("text is ordered by code point of its NFC form, and 01 is text", async () => {
  const table = [
    "image;category",
    ..."zeta zeta Ñu Ñu".split(" ").map((label, index) => `${index}.jpg;${label.normalize("NFD")}`),
  ];
  expect(await classes(withTable(table.join("\n")))).toEqual([
    "0.jpg zeta 0",
    "1.jpg zeta 0",
    "2.jpg Ñu 1",
    "3.jpg Ñu 1",
  ]);
  const padded = ["path,label", "0.jpg,02", "1.jpg,02", "2.jpg,01", "3.jpg,01"].join("\n");
  expect(await classes(withTable(padded))).toEqual(["0.jpg 02 1", "1.jpg 02 1", "2.jpg 01 0", "3.jpg 01 0"]);
});

test("rows that cannot be used are rejected, each with its reason and place", async () => {
  const table = [
    "path,label,group",
    ...["0.jpg,a,x", "1.jpg,a,", "2.jpg,b,", "3.jpg,b,"],
    ...["gone.jpg,a,", "../outside.jpg,a,", "/etc/passwd,a,", "4.jpg,,", "3.jpg,b,"],
    ...["keys/twice.jpg,a,", "keys/twice.jpg,b,", "keys/twice.jpg,a,"],
  ];
  const folder = { ...withTable(table.join("\n")), "keys/twice.jpg": photos["0.jpg"]! };
  const { rows, rejected } = await ingested(folder, lenient);
  expect(rows.map(({ id, group }) => [id, group])).toEqual([
    ["0.jpg", "x"],
    ["1.jpg", ""],
    ["2.jpg", ""],
    ["3.jpg", ""],
  ]);
  expect(rejected.map(({ id, reason, detail }) => `${id}: ${reason} (${detail})`)).toEqual([
    "../outside.jpg: missing (labels.csv, row 6)",
    "/etc/passwd: missing (labels.csv, row 7)",
    "4.jpg: unlabeled (labels.csv, row 8)",
    "gone.jpg: missing (labels.csv, row 5)",
    "keys/twice.jpg: listed-twice (labels.csv, row 10; labels.csv, row 11; labels.csv, row 12)",
  ]);
});

test("paths are found below the manifest or the source, with backslashes, decomposed, quoted", async () => {
  const folder = {
    "a b/ñ,1.jpg": photos["0.jpg"]!,
    "train/1.jpg": photos["1.jpg"]!,
    "train/2.jpg": photos["2.jpg"]!,
    "train/3.jpg": photos["3.jpg"]!,
    "train/metadata.csv": text(
      ["file_name,label", `"${"./a b\\ñ,1.jpg".normalize("NFD")}",a`, "1.jpg,a", "train/2.jpg,b", "3.jpg,b"].join(
        "\r\n",
      ),
    ),
  };
  const { rows } = await ingested(folder);
  expect(rows.map(({ id, given }) => [id, given])).toEqual([
    ...[
      ["a b/ñ,1.jpg", "train"],
      ["train/1.jpg", "train"],
    ],
    ...[
      ["train/2.jpg", "train"],
      ["train/3.jpg", "train"],
    ],
  ]);
});

test("several manifests are read together, and their names say the part", async () => {
  const { rows } = await ingested({
    ...photos,
    "train.csv": text("path,label\n0.jpg,a\n1.jpg,b\n"),
    "Validation.tsv": text("path\tlabel\n2.jpg\ta\n"),
    "test.jsonl": text('{"path":"3.jpg","label":"b"}\n\n{"path":"4.jpg","label":"a"}\n'),
  });
  expect(rows.map(({ given }) => given)).toEqual(["train", "train", "validation", "test", "test"]);
});

test("columns with other names are found by the parameter, and a column of groups wins over a pattern", async () => {
  const rows = ["0.jpg", "1.jpg", "2.jpg", "3.jpg"].map((photo, index) => ({
    photo,
    breed: index % 2 ? "pug" : "akita",
    dog: index < 2 ? "Rex" : null,
  }));
  const folder = withTable(JSON.stringify(rows), "dogs.json");
  const columns = { path: "photo", label: "breed", group: "dog" };
  const found = await ingested(folder, { columns, group: "^(?<rest>.)(?<group>\\.jpg)$" });
  expect(found.rows.map(({ id, class: name, group }) => [id, name, group])).toEqual([
    ["0.jpg", "akita", "Rex"],
    ["1.jpg", "pug", "Rex"],
    ["2.jpg", "akita", ".jpg"],
    ["3.jpg", "pug", ".jpg"],
  ]);
});

test("a table that is no manifest does not hide class folders, unless it is asked for", async () => {
  const folder = Object.fromEntries(
    Object.entries(photos).map(([id, bytes], index) => [`${index % 2 ? "a" : "b"}/${id}`, bytes]),
  );
  const all = { ...folder, "weather.csv": text("day,rain\n1,2\n") };
  expect((await ingested(all, lenient)).logged.join()).toContain("class folders");
  await expect(ingested(all, { source: "manifest" })).rejects.toMatchObject({
    code: "manifest-missing",
    message: expect.stringMatching(/weather\.csv.*"path" and "label"/),
    remedy: expect.stringContaining("columns"),
  });
  const table = text("path,label\nb/0.jpg,x\nb/2.jpg,x\nb/4.jpg,y\na/1.jpg,y\n");
  expect(await classes({ ...folder, "labels.csv": table })).toHaveLength(4);
  expect(await classes({ ...folder, "labels.csv": table }, { source: "class-folders" })).toHaveLength(5);
});

describe("fails, naming the file, with", () => {
  test.each<[string, string, string | Uint8Array]>([
    ["manifest-syntax", "labels.csv", "path,label\n0.jpg,a,b,c\n"],
    ["manifest-syntax", "labels.json", '[{"path":'],
    ["manifest-syntax", "labels.json", "[1]"],
    ["manifest-syntax", "labels.jsonl", '{"path":"0.jpg","label":"a"}\nnot json\n'],
    ["manifest-encoding", "labels.csv", Buffer.from("path,label\n0.jpg,\xd1u\n", "latin1")],
    ["manifest-split", "labels.csv", "path,label,split\n0.jpg,a,holdout\n"],
    ["parquet-damaged", "labels.parquet", "PAR1 not a Parquet file at all"],
  ])("%s of %s", async (code, name, content) => {
    const bytes = typeof content === "string" ? text(content) : Uint8Array.from(content);
    await expect(ingested({ ...photos, [name]: bytes })).rejects.toMatchObject({
      code,
      where: expect.stringContaining(name),
      remedy: expect.any(String),
    });
  });
});

test("spreadsheets' UTF-16 and 64-bit numbers of Parquet are read", async () => {
  const utf16 = Buffer.from(
    `\uFEFF${["path\tlabel", "0.jpg\tñ", "1.jpg\tñ", "2.jpg\to", "3.jpg\to"].join("\r\n")}`,
    "utf16le",
  );
  expect(await classes({ ...photos, "labels.csv": Uint8Array.from(utf16) })).toEqual([
    ...["0.jpg ñ 1", "1.jpg ñ 1", "2.jpg o 0", "3.jpg o 0"],
  ]);
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: "path", data: ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"] },
      { name: "label", data: [5n, 5n, 9n, 9n, -1n], type: "INT64" },
    ],
  });
  expect(await classes({ ...photos, "labels.parquet": new Uint8Array(parquet) })).toEqual([
    ...["0.jpg 5 5", "1.jpg 5 5", "2.jpg 9 9", "3.jpg 9 9"],
  ]);
});
