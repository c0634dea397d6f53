import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, crc32 as nodeCrc32 } from "node:zlib";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { files } from "../../../lib/artifact/files.js";
import { inMemory } from "../../../lib/artifact/random-access.js";
import { crc32 } from "../../../lib/image/source/archive/checksum.js";
import { openArchives } from "../../../lib/image/source/archive/open.js";
import { openZip } from "../../../lib/image/source/archive/zip.js";
import { filesOf } from "../../../lib/image/source/picture-file.js";
import { Memory } from "../memory.js";
import { photo } from "../pictures.js";
import { ingested, text } from "./ingested.js";
import { type ZipMember, zipFile } from "./zip-file.js";

const open = (bytes: Uint8Array) => openZip("photos.zip", inMemory(bytes));
const idsOf = async (bytes: Uint8Array) => (await open(bytes)).map(({ id }) => id);
const content = text("some bytes");

let photos: Uint8Array[];
beforeAll(async () => {
  photos = await Promise.all([0, 1, 2, 3, 4].map((number) => photo(number)));
});

const classes = (): ZipMember[] =>
  photos.map((bytes, index) => ({ name: `${index < 2 ? "keys" : "wallet"}/${index}.jpg`, content: bytes }));

test.each<[string, string, readonly ZipMember[]]>([
  ["archive-path", "../keys.jpg", [{ name: "../keys.jpg", content }]],
  ["archive-path", "keys/../../x", [{ name: "keys/../../x", content }]],
  ["archive-path", "..\\\\..\\\\x", [{ name: "..\\..\\x", content }]],
  ["archive-path", "/etc/passwd", [{ name: "/etc/passwd", content }]],
  ["archive-path", "C:/x", [{ name: "C:\\x", content }]],
  ["archive-path", "a\\u0000b", [{ name: "a\0b", content }]],
  ["archive-link", "keys/link.jpg", [{ name: "keys/link.jpg", content: text("/etc/passwd"), mode: 0o120777 }]],
  ["archive-special", "keys/pipe", [{ name: "keys/pipe", content, mode: 0o010644 }]],
  ["archive-encrypted", "keys/1.jpg", [{ name: "keys/1.jpg", content, flags: 0x801 }]],
  ["archive-method", "keys/1.jpg", [{ name: "keys/1.jpg", content, method: 12 }]],
  [
    "archive-duplicate",
    "keys/1.jpg",
    [
      { name: "keys/1.jpg", content },
      { name: "keys/1.jpg", content: text("other") },
    ],
  ],
  [
    "archive-duplicate",
    "ñ.jpg",
    [
      { name: "ñ.jpg".normalize("NFD"), content },
      { name: "ñ.jpg", content },
    ],
  ],
])("refuses an archive with %s %s", async (code, named, members) => {
  await expect(open(zipFile(members))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(
      new RegExp(`"photos.zip".*${named.replace(/[\\.]/g, "\\$&").replace(/\\\\\\\\/g, "[/\\\\]+")}`),
    ),
    remedy: expect.any(String),
  });
});

test("refuses one that unpacks to over 200 times its size, before anything is unpacked", async () => {
  const zeros = new Uint8Array(70 * 1024 * 1024);
  await expect(open(zipFile([{ name: "keys/1.bmp", content: zeros }]))).rejects.toMatchObject({
    code: "archive-bomb",
    message: expect.stringMatching(/photos\.zip.*73400320.*over 200 times/),
  });
});

test("refuses members that share their bytes, by which a small file unpacks to ten thousand times its size", async () => {
  const kernel = new Uint8Array(1_000_000);
  const members = Array.from({ length: 50 }, (_, index): ZipMember => {
    return { name: `keys/${index}.bmp`, content: kernel, ...(index === 0 ? {} : { at: 0 }) };
  });
  const bytes = zipFile(members);
  expect(kernel.length * members.length).toBeGreaterThan(5000 * bytes.length);
  await expect(open(bytes)).rejects.toMatchObject({ code: "archive-bomb", message: expect.stringContaining("share") });
});

test.each([
  ["larger", { packed: deflateRawSync(new Uint8Array(1_000_000)), size: 10 }],
  ["smaller", { size: 1000 }],
])("refuses a member whose content is %s than it says", async (_, lie) => {
  const [member] = await open(zipFile([{ name: "keys/1.jpg", content, ...lie }]));
  await expect(member!.read()).rejects.toMatchObject({
    code: "archive-size",
    message: expect.stringContaining("keys/1.jpg"),
  });
});

test("refuses a million members before it reads them", async () => {
  const bytes = zipFile([{ name: "keys/1.jpg", content }], { zip64: true, count: 1_000_000 });
  await expect(open(bytes)).rejects.toMatchObject({
    code: "archive-members",
    message: expect.stringContaining("1000000 members or more, and may have 500000"),
  });
});

test.each([
  ["no zip at all", text("<html>not found</html>")],
  ["one that ends too early", zipFile([{ name: "keys/1.jpg", content }]).subarray(0, 60)],
  ["a directory that is cut", Uint8Array.from([...zipFile([{ name: "a", content }], { count: 2 })])],
  ["nothing", new Uint8Array()],
])("refuses %s", async (_, bytes) => {
  await expect(open(bytes)).rejects.toMatchObject({ code: "archive-damaged", where: "photos.zip" });
});

test("reads 64-bit sizes, folders, and names with backslashes, in other encodings, or decomposed", async () => {
  expect(
    await idsOf(
      zipFile(
        [
          { name: "keys/", content: text("") },
          { name: "keys/1.jpg", content },
        ],
        { zip64: true },
      ),
    ),
  ).toEqual(["keys/1.jpg"]);
  const names: ZipMember[] = [
    { name: "keys\\a.jpg", content },
    // Code page 437, as Windows writes it.
    { name: Uint8Array.of(0x6b, 0x2f, 0xa4, 0x2e, 0x6a, 0x70, 0x67), content, flags: 0 },
    // UTF-8, as the Mac writes it: without saying so, and decomposed.
    { name: "o/ñ.jpg".normalize("NFD"), content, flags: 0 },
  ];
  expect(await idsOf(zipFile(names))).toEqual(["k/ñ.jpg", "keys/a.jpg", "o/ñ.jpg"]);
});

test("an archive within an archive is not opened", async () => {
  const inner = zipFile([{ name: "keys/1.jpg", content }]);
  expect(await idsOf(zipFile([{ name: "inner.zip", content: inner }]))).toEqual(["inner.zip"]);
});

test("a member with damaged data or another checksum is rejected, and the others are read", async () => {
  const [first, second, ...others] = classes();
  const noise = Uint8Array.from({ length: 50 }, (_, index) => 255 - index);
  const archive = zipFile([
    { ...first!, packed: noise },
    { ...second!, crc: 1 },
    ...others,
    { name: "keys/5.jpg", content: photos[0]! },
    { name: "keys/6.jpg", content: photos[1]! },
  ]);
  const { rows, rejected } = await ingested({ "photos.zip": archive }, { max_rejected: 0.5 });
  expect(rows.map(({ id }) => id)).toEqual([
    "keys/5.jpg",
    "keys/6.jpg",
    "wallet/2.jpg",
    "wallet/3.jpg",
    "wallet/4.jpg",
  ]);
  expect(rejected.map(({ id, reason }) => [id, reason])).toEqual([
    ["keys/0.jpg", "damaged"],
    ["keys/1.jpg", "damaged"],
  ]);
});

test("a member that is too large for a picture is rejected unread", async () => {
  const movie: ZipMember = { name: "keys/movie.mp4", content: text("x"), size: 2 ** 31 - 1 };
  const { rejected } = await ingested(
    // 11 MB of photos, so that the whole is in proportion.
    { "photos.zip": zipFile([...classes(), movie, { name: "wallet/x", content: new Uint8Array(11e6), stored: true }]) },
    { max_rejected: 0.5 },
  );
  expect(rejected.map(({ id, reason }) => [id, reason])).toEqual([
    ["keys/movie.mp4", "too-large"],
    ["wallet/x", "not-a-picture"],
  ]);
});

test("several archives are read as folders of their names", async () => {
  const archive = () => zipFile(classes());
  const { rows } = await ingested(
    { "train.zip": archive(), "test.zip": archive(), "readme.txt": text("x") },
    { max_rejected: 0.1 },
  );
  expect(rows.map(({ id, given, class: name }) => `${id} ${given} ${name}`).slice(0, 3)).toEqual([
    "test/keys/0.jpg test keys",
    "test/keys/1.jpg test keys",
    "test/wallet/2.jpg test wallet",
  ]);
});

test("its checksum is Node's", () => {
  const bytes = text("123456789");
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(photos[0]!)).toBe(nodeCrc32(photos[0]!));
});

const hasZip = spawnSync("zip", ["-v"]).status === 0;
test.skipIf(!hasZip)("reads what the system's own zip writes (skipped where there is none)", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tamiz-zip-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { name, content: bytes } of classes()) {
    mkdirSync(join(folder, String(name), ".."), { recursive: true });
    writeFileSync(join(folder, String(name)), bytes);
  }
  execFileSync("zip", ["-qr", "all.zip", "."], { cwd: folder });
  const { rows, rejected } = await ingested({ "all.zip": Uint8Array.from(readFileSync(join(folder, "all.zip"))) });
  expect(rejected).toEqual([]);
  expect(rows.map(({ id }) => id)).toEqual(classes().map(({ name }) => name));
});

test.each<[string, readonly string[], readonly string[]]>([
  ["a folder around all", ["all-main/keys/1.jpg", "all-main/wallet/1.jpg"], ["keys/1.jpg", "wallet/1.jpg"]],
  ["two of them", ["a/b/keys/1.jpg", "a/b/wallet/1.jpg"], ["keys/1.jpg", "wallet/1.jpg"]],
  ["a manifest beside the photos", ["set/1.jpg", "set/labels.csv"], ["1.jpg", "labels.csv"]],
  ["a class", ["keys/1.jpg", "keys/2.jpg"], ["keys/1.jpg", "keys/2.jpg"]],
  ["a part of a split", ["train/keys/1.jpg", "train/wallet/1.jpg"], ["train/keys/1.jpg", "train/wallet/1.jpg"]],
  ["nothing around", ["keys/1.jpg", "notes.txt"], ["keys/1.jpg", "notes.txt"]],
])("the folders in an archive: %s", async (_, names, ids) => {
  const memory = new Memory({ "photos.zip": zipFile(names.map((name) => ({ name, content }))) });
  const reader = files.open(await memory.source(), memory);
  const opened = await openArchives(await filesOf(reader), (chunks) => reader.spool(chunks));
  expect(opened.map(({ id }) => id)).toEqual(ids);
});
